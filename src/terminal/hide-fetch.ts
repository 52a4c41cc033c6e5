/** Loads a module while `fetch` is hidden: Yoga's loader would call it, which loads Node's HTTP client. */
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
