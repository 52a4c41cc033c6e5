import { defineMember, isRecord } from '../is-record.ts';

/** A JSON value as a text that is the same for equal values, whatever the order of their members. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value)) ?? '';
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  const ordered = {};
  for (const key of Object.keys(value).sort()) {
    const member = inOrder(value[key]);
    if (key === '__proto__') defineMember(ordered, key, member);
    else Reflect.set(ordered, key, member);
  }
  return ordered;
}
