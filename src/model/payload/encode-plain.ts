type Bounds = { readonly limit: number; readonly isExact: boolean };

/** Deeper than real data, and far from exhausting the stack. A cycle is detected by exceeding it. */
const deepest = 200;

/**
 * The JSON text of a value that `JSON.stringify` writes whole, in no more than `limit` characters; else
 * `undefined`. Members that are `undefined` count as lost only where `isExact`.
 */
export function encodePlain(value: unknown, limit: number, isExact: boolean): string | undefined {
  try {
    if (plainSize(value, { limit, isExact }, 0) > limit) return undefined;
    const json = JSON.stringify(value);
    return json.length <= limit ? json : undefined;
  } catch {
    // A getter threw, or the stack is too small: the slow path finds out.
    return undefined;
  }
}

/**
 * Whether `JSON.stringify` writes a value whole, members that are `undefined` aside, and at no depth that
 * harms.
 */
export function isPlain(value: unknown): boolean {
  return plainSize(value, { limit: Number.MAX_VALUE, isExact: false }, 0) !== Number.POSITIVE_INFINITY;
}

/**
 * The characters that a value takes as JSON text, escapes not counted; `Infinity` when it is not made of
 * plain objects, arrays, strings, finite numbers, booleans and `null` alone, or takes more than `limit`.
 * Throws what its getters throw.
 */
function plainSize(value: unknown, bounds: Bounds, depth: number): number {
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
  return Array.isArray(value) ? listSize(value, bounds, depth) : objectSize(value, bounds, depth);
}

function listSize(list: readonly unknown[], bounds: Bounds, depth: number): number {
  const { limit } = bounds;
  let size = 2;
  for (let at = 0; at < list.length && size <= limit; at++)
    size += plainSize(list[at], bounds, depth + 1) + 1;
  return size <= limit ? size : Number.POSITIVE_INFINITY;
}

function objectSize(value: object, bounds: Bounds, depth: number): number {
  const { limit, isExact } = bounds;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return Number.POSITIVE_INFINITY;
  let size = 2;
  for (const key in value) {
    const member: unknown = value[key as keyof typeof value];
    if (member === undefined && !isExact) continue;
    size += key.length + 4 + plainSize(member, bounds, depth + 1);
    if (size > limit) return Number.POSITIVE_INFINITY;
  }
  return size;
}
