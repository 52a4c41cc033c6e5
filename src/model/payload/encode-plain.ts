import { isEscapedMarker } from './special-values.ts';

type Bounds = { readonly limit: number; readonly isExact: boolean };

/** Deeper than real data, but far from exhausting the stack; cycles exceed it. */
const deepest = 200;

/** JSON text of at most `limit` characters; `undefined` if `JSON.stringify` would lose something. */
export function encodePlain(value: unknown, limit: number, isExact: boolean): string | undefined {
  try {
    if (plainSize(value, { limit, isExact }, 0) > limit) return undefined;
    const json = JSON.stringify(value);
    return json.length <= limit ? json : undefined;
  } catch {
    // The slow path handles getters that throw, and an exhausted stack.
    return undefined;
  }
}

/** Whether `JSON.stringify` loses only `undefined` members, at a harmless depth. */
export function isPlainJson(value: unknown): boolean {
  return plainSize(value, { limit: Number.MAX_VALUE, isExact: false }, 0) !== Number.POSITIVE_INFINITY;
}

/** The length as JSON without escapes; `Infinity` above `limit`, or if JSON cannot hold the value. */
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
    if (isEscapedMarker(key)) return Number.POSITIVE_INFINITY;
    size += key.length + 4 + plainSize(member, bounds, depth + 1);
    if (size > limit) return Number.POSITIVE_INFINITY;
  }
  return size;
}
