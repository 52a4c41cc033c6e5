/** A container being written: what is left of it, and whether anything was written yet. */
export type Level = {
  readonly value: object;
  /** The names of an object's members; `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
};

export function toLevel(value: object): Level {
  if (Array.isArray(value)) return { value, keys: undefined, size: value.length, next: 0 };
  const all = Object.keys(value);
  const keys = all.every(key => isWritable(Reflect.get(value, key)))
    ? all
    : all.filter(key => isWritable(Reflect.get(value, key)));
  return { value, keys, size: keys.length, next: 0 };
}

/** The value itself or what its `toJSON` makes of it; what JSON does not know becomes `null`. */
export function toWritable(value: unknown): unknown {
  if (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  ) {
    return value.toJSON();
  }
  return isWritable(value) ? value : null;
}

export function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isWritable(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}
