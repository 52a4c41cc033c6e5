import { isObject } from '../../is-record.ts';
import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { LazyText } from '../../payload/lazy/lazy-text.ts';
import type { Pieces } from '../../pieces.ts';

type JsonType = 'null' | 'boolean' | 'number' | 'text' | 'list' | 'object';

export function jsonType(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string' || value instanceof LazyText) return 'text';
  if (value instanceof LazyContainer) return value.isList ? 'list' : 'object';
  return Array.isArray(value) ? 'list' : 'object';
}

const words: Readonly<Record<JsonType, string>> = {
  null: 'null',
  boolean: 'a boolean',
  number: 'a number',
  text: 'a text',
  list: 'a list',
  object: 'an object',
};

/** In words; empty texts, lists and objects are named so. */
export function describeType(value: unknown): string {
  const type = jsonType(value);
  return isEmpty(value) ? `an empty ${type}` : words[type];
}

/** Whether `describeType` is equal for both. */
export function isLikeType(one: unknown, other: unknown): boolean {
  return jsonType(one) === jsonType(other) && isEmpty(one) === isEmpty(other);
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  if (!isObject(value)) return false;
  if (value instanceof LazyContainer || value instanceof LazyText) return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

export type ValueKind = JsonType | 'absent';

export function kindOf(value: unknown): ValueKind {
  return value === undefined ? 'absent' : jsonType(value);
}

export function isContainerKind(kind: ValueKind): boolean {
  return kind === 'list' || kind === 'object';
}

/** `get` returns `undefined` for an absent member. */
type OpenObject = { readonly keys: readonly string[]; readonly get: (key: string) => unknown };

const membersPerTurn = 64;

/** Large items stay lazy. */
export function* openList(list: unknown): Pieces<readonly unknown[]> {
  if (Array.isArray(list)) return list;
  const items: unknown[] = [];
  if (!(list instanceof LazyContainer)) return items;
  for (let index = 0; index < list.size; index += 1) {
    items.push(list.at(index));
    if ((index + 1) % membersPerTurn === 0) yield;
  }
  return items;
}

export function* openObject(value: unknown): Pieces<OpenObject> {
  if (value instanceof LazyContainer) return yield* openLazyObject(value);
  if (!isObject(value)) return { keys: [], get: () => undefined };
  return {
    keys: Object.keys(value),
    get: key => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
  };
}

function* openLazyObject(value: LazyContainer): Pieces<OpenObject> {
  const members = new Map<string, unknown>();
  for (let index = 0; index < value.size; index += 1) {
    members.set(value.keyAt(index) ?? '', value.at(index));
    if ((index + 1) % membersPerTurn === 0) yield;
  }
  return { keys: [...members.keys()], get: key => members.get(key) };
}

/** Whether containers differ by design: lists of other lengths, objects with generated keys. */
export function keysVary(containers: readonly unknown[]): boolean {
  const known = containers.filter(isObject);
  if (known.length < 2) return false;
  const lists = known.filter(one => jsonType(one) === 'list');
  if (lists.length === known.length) return new Set(lists.map(sizeOf)).size > 1;
  return lists.length === 0 && known.every(one => hasOwnKey(one, known));
}

export function sizeOf(container: unknown): number {
  if (container instanceof LazyContainer) return container.size;
  return isObject(container) ? Object.keys(container).length : 0;
}

const mostKeys = 1_000;

function hasOwnKey(container: object, all: readonly object[]): boolean {
  return keysOf(container).some(key => all.every(other => other === container || !hasKey(other, key)));
}

function keysOf(container: object): readonly string[] {
  if (!(container instanceof LazyContainer)) return Object.keys(container).slice(0, mostKeys);
  return Array.from({ length: Math.min(container.size, mostKeys) }, (_, at) => container.keyAt(at) ?? '');
}

function hasKey(container: object, key: string): boolean {
  return container instanceof LazyContainer ? container.indexOf(key) >= 0 : Object.hasOwn(container, key);
}
