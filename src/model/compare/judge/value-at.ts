import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';

/** The member of a payload at a path; `undefined` where there is none. */
export function valueAt(value: unknown, path: ValuePath): unknown {
  let member = value;
  for (const key of path) member = memberAt(member, key);
  return member;
}

export function memberAt(value: unknown, key: string | number): unknown {
  if (value instanceof LazyContainer) return typeof key === 'number' ? value.at(key) : value.get(key);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
