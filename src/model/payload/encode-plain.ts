/** Deeper than people nest, and far from the end of anybody's stack: a cycle is told by it. */
const deepest = 200;

/** The JSON text of a value that `JSON.stringify` writes whole, in no more than `limit` characters; else `undefined`. */
export function encodePlain(value: unknown, limit: number): string | undefined {
  try {
    if (plainSize(value, limit, 0) > limit) return undefined;
    const json = JSON.stringify(value);
    return json.length <= limit ? json : undefined;
  } catch {
    // A getter threw, or the stack is too small: the slow way finds out.
    return undefined;
  }
}

/**
 * The characters that a value takes as JSON text, escapes not counted; `Infinity` when it is not made of plain objects,
 * arrays, strings, finite numbers, booleans and `null` alone, or takes more than `limit`. Throws what its getters throw.
 */
function plainSize(value: unknown, limit: number, depth: number): number {
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? 8 : Number.POSITIVE_INFINITY;
    case 'boolean':
      return 5;
    case 'object':
      break;
    default:
      return Number.POSITIVE_INFINITY;
  }
  if (value === null) return 4;
  if (depth === deepest) return Number.POSITIVE_INFINITY;
  return Array.isArray(value) ? listSize(value, limit, depth) : objectSize(value, limit, depth);
}

function listSize(list: readonly unknown[], limit: number, depth: number): number {
  let size = 2;
  for (let at = 0; at < list.length && size <= limit; at++) size += plainSize(list[at], limit, depth + 1) + 1;
  return size <= limit ? size : Number.POSITIVE_INFINITY;
}

function objectSize(value: object, limit: number, depth: number): number {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return Number.POSITIVE_INFINITY;
  let size = 2;
  for (const key in value) {
    const member: unknown = value[key as keyof typeof value];
    if (member === undefined) continue;
    size += key.length + 4 + plainSize(member, limit, depth + 1);
    if (size > limit) return Number.POSITIVE_INFINITY;
  }
  return size;
}
