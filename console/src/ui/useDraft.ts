import { useState } from "react";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What someone types into a form over something saved. As long as nothing was typed it follows what is saved; what was
 * typed is never replaced by a refetch: `outdated` then says that something else is saved now, and `reset` takes that.
 * The saved thing has to be plain data.
 */
export function useDraft<T>(saved: T) {
  const [{ base, value }, keep] = useState({ base: saved, value: saved });
  const dirty = !same(base, value);
  const moved = !same(base, saved);
  if (moved && !dirty) keep({ base: saved, value: saved });
  return {
    value: moved && !dirty ? saved : value,
    dirty,
    outdated: moved && dirty,
    change: (part: Partial<T>) => keep((now) => ({ base: now.base, value: { ...now.value, ...part } })),
    /** Begin anew from what is saved, or from what a save has just answered. */
    reset: (next: T = saved) => keep({ base: next, value: next }),
  };
}
