/** Whether a value has members of its own; special values, such as dates, are written as a whole. */
export function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The members of a list or an object that are there, with their keys. */
export function* membersOf(container: object): Generator<readonly [key: string, member: unknown]> {
  for (const key of Object.keys(container)) {
    const member: unknown = Reflect.get(container, key);
    if (member !== undefined || Array.isArray(container)) yield [key, member];
  }
}

/**
 * The member at a path of keys joined by dots, which keys may contain themselves, or with items as `[0]`;
 * `undefined` where there is none.
 */
export function memberAt(value: unknown, path: string): unknown {
  return find(value, path.replace(/\[(\d+)\]/gu, '.$1').split('.'));
}

function find(value: unknown, words: readonly string[]): unknown {
  if (words.length === 0) return value;
  if (!isContainer(value)) return undefined;
  for (let count = words.length; count > 0; count -= 1) {
    const key = words.slice(0, count).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const found = find(Reflect.get(value, key), words.slice(count));
    if (found !== undefined) return found;
  }
  return undefined;
}
