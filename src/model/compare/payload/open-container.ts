import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';

/** An object to compare. A member that is absent, or `undefined` in an object of runlens, is `undefined`. */
export type OpenObject = {
  readonly keys: readonly string[];
  readonly get: (key: string) => unknown;
};

const membersPerTurn = 64;

/** The items of a list; large ones below are still lazy. */
export function* openList(list: unknown): Generator<undefined, readonly unknown[]> {
  if (Array.isArray(list)) return list;
  const items: unknown[] = [];
  if (!(list instanceof LazyContainer)) return items;
  for (let index = 0; index < list.size; index += 1) {
    items.push(list.at(index));
    if ((index + 1) % membersPerTurn === 0) yield;
  }
  return items;
}

export function* openObject(value: unknown): Generator<undefined, OpenObject> {
  if (value instanceof LazyContainer) return yield* openLazyObject(value);
  if (typeof value !== 'object' || value === null) return { keys: [], get: () => undefined };
  return {
    keys: Object.keys(value),
    get: key => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
  };
}

function* openLazyObject(value: LazyContainer): Generator<undefined, OpenObject> {
  const members = new Map<string, unknown>();
  for (let index = 0; index < value.size; index += 1) {
    members.set(value.keyAt(index) ?? '', value.at(index));
    if ((index + 1) % membersPerTurn === 0) yield;
  }
  return { keys: [...members.keys()], get: key => members.get(key) };
}
