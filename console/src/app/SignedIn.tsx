import { Outlet } from "@tanstack/react-router";
import { LiveUpdates } from "./LiveUpdates";
import { useLeave } from "./useLeave";

/** Everything that needs a sign-in, with live updates. */
export function SignedIn() {
  const { leave } = useLeave();
  return (
    <LiveUpdates onSignedOut={leave}>
      <Outlet />
    </LiveUpdates>
  );
}
