import { pathText } from './path-text.ts';
import { classOf, primitiveEntries, specialEntries } from './special-values.ts';

/** A container being written. */
export type Level = {
  readonly value: object;
  /** The value before `toWritable`. */
  readonly source: object;
  /** `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
};

export type Walk = {
  readonly stack: Level[];
  /** The sources on the stack, to detect cycles. */
  readonly open: Set<object>;
};

export function createWalk(): Walk {
  return { stack: [], open: new Set() };
}

export function enter({ stack, open }: Walk, level: Level): void {
  stack.push(level);
  open.add(level.source);
}

export function leave({ stack, open }: Walk): void {
  const level = stack.pop();
  if (level) open.delete(level.source);
}

export function toLevel(value: object, source: unknown, { open }: Walk): Level {
  const start = { value, source: isAnyObject(source) && !open.has(source) ? source : value, next: 0 };
  if (Array.isArray(value)) return { ...start, keys: undefined, size: value.length };
  const all = Object.keys(value);
  const isThere = (key: string) => Reflect.get(value, key) !== undefined;
  const keys = all.every(isThere) ? all : all.filter(isThere);
  return { ...start, keys, size: keys.length };
}

/** A JSON value as it is; else what its `toJSON` returns, or its marker (`docs/payloads.md`). */
export function toWritable(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : toPlain(value, walk);
    default:
      return toMarker(value);
  }
}

/** The marker of a primitive that JSON cannot hold. */
export function toMarker(value: unknown): object {
  return Object.fromEntries(primitiveEntries(value));
}

export function isAnyObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function toPlain(value: object, walk: Walk): unknown {
  if (walk.open.has(value)) return { $type: 'circular', path: pathTo(value, walk) };
  if (Array.isArray(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  const special = isPlain ? undefined : specialEntries(value);
  if (special) return Object.fromEntries(special);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value.valueOf();
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const made: unknown = value.toJSON();
    return isAnyObject(made) ? made : toWritable(made, walk);
  }
  const name = isPlain ? undefined : classOf(value);
  return name === undefined ? value : { $class: name, ...value };
}

function pathTo(value: object, { stack }: Walk): string {
  const depth = stack.findIndex(({ source }) => source === value);
  return pathText(stack.slice(0, depth).map(({ keys, next }) => keys?.[next - 1] ?? next - 1));
}
