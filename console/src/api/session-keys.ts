const name = (sessionId: string) => `haw:key:${sessionId}`;

/**
 * Keeps the grant of a session for this tab, where the viewer finds it. Never in the address: a grant lets its holder
 * into the media of the session.
 */
export function keepSessionKey(sessionId: string, key: string) {
  sessionStorage.setItem(name(sessionId), key);
}

/** The key of a session that this tab holds, or null. */
export const sessionKey = (sessionId: string): string | null => sessionStorage.getItem(name(sessionId));

/** Forgets the key of a session. */
export const dropSessionKey = (sessionId: string) => sessionStorage.removeItem(name(sessionId));

/** Forgets every key, when someone signs out. */
export function dropSessionKeys() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(name(""))) sessionStorage.removeItem(key);
}
