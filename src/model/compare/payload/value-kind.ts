import { type JsonType, jsonType } from '../json-type.ts';

/** What a value is in JSON, or that there is none. */
export type ValueKind = JsonType | 'absent';

export function kindOf(value: unknown): ValueKind {
  return value === undefined ? 'absent' : jsonType(value);
}

export function isContainerKind(kind: ValueKind): boolean {
  return kind === 'list' || kind === 'object';
}
