import { isRecord } from '../is-record.ts';

/** A JSON value as a text that is the same for equal values, whatever the order of their members. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? inOrder(part) : part)) ?? '';
}

function inOrder(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(members);
  if (keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key)) return members;
  return Object.fromEntries(keys.sort().map(key => [key, members[key]]));
}
