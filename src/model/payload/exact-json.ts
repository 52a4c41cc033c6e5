/** As many digits as the first unsafe integers have, or more. */
const longNumber = /\d{16}/;

/**
 * The value of a JSON text, or `undefined` when it is not JSON. Integers that a number would round, such as
 * Restate's partition keys, become the marker of a `bigint` (`docs/payloads.md`).
 */
export function parseExactJson(text: string): unknown {
  try {
    return longNumber.test(text) ? JSON.parse(text, keepWhole) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Engines hand the number's own text to a reviver (TC39 proposal "JSON.parse source text access"). */
function keepWhole(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? { $type: 'bigint', value: source } : value;
}
