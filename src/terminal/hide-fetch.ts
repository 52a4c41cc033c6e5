/**
 * Loads a module while `fetch` is hidden. Yoga's loader would fetch its own bytes from a `data:` address, and
 * the first call of Node's `fetch` loads an HTTP client that nothing here needs.
 */
export async function hideFetchWhile<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  if (descriptor === undefined) return load();
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await load();
  } finally {
    Object.defineProperty(globalThis, 'fetch', descriptor);
  }
}
