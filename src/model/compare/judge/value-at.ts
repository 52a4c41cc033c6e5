import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';

/** The member of a payload at a path; `undefined` where there is none. */
export function valueAt(value: unknown, path: ValuePath): unknown {
  let member = value;
  for (const key of path) {
    if (member instanceof LazyContainer) member = typeof key === 'number' ? member.at(key) : member.get(key);
    else if (typeof member === 'object' && member !== null && Object.hasOwn(member, key))
      member = Reflect.get(member, key);
    else return undefined;
  }
  return member;
}
