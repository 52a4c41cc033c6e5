import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { LazyText } from '../../payload/lazy/lazy-text.ts';

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

/** The type of a value in words; empty texts, lists and objects are named so. */
export function describeType(value: unknown): string {
  const type = jsonType(value);
  return isEmpty(value) ? `an empty ${type}` : words[type];
}

/** Whether two values are the same in these words. */
export function isLikeType(one: unknown, other: unknown): boolean {
  return jsonType(one) === jsonType(other) && isEmpty(one) === isEmpty(other);
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof LazyContainer || value instanceof LazyText) return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** The JSON type of a value, or that it is absent. */
export type ValueKind = JsonType | 'absent';

export function kindOf(value: unknown): ValueKind {
  return value === undefined ? 'absent' : jsonType(value);
}

export function isContainerKind(kind: ValueKind): boolean {
  return kind === 'list' || kind === 'object';
}
