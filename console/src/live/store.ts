/** A value that can be watched, in the shape that React's useSyncExternalStore takes. */
export class Store<T extends object> {
  private listeners = new Set<() => void>();

  constructor(private value: T) {}

  get = (): T => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Changes some fields. Nobody is told when each is what it was. */
  set(change: Partial<T>) {
    const next = { ...this.value, ...change };
    for (const key in change) {
      if (!Object.is(next[key], this.value[key])) {
        this.value = next;
        for (const listener of [...this.listeners]) listener();
        return;
      }
    }
  }
}
