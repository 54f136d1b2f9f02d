import { Component, type ReactNode } from "react";

interface Props {
  fallback: (error: Error, again: () => void) => ReactNode;
  children: ReactNode;
}

/** Shows fallback in place of a part of the page that failed while it was drawn. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? this.props.fallback(error, () => this.setState({ error: null })) : this.props.children;
  }
}
