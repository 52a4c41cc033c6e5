import { isLazy } from '../../model/payload/lazy/lazy-parts.ts';

const mostMembers = 5_000;

/** Whether a value is read and masked in no time; reads no further than it must. */
export function isSmall(value: object): boolean {
  let left = mostMembers;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isLazy(next)) return false;
    if (typeof next === 'string') left -= next.length / 80;
    if (typeof next !== 'object' || next === null) continue;
    const members = Object.values(next);
    left -= members.length;
    if (left < 0) return false;
    open.push(...members.filter(member => member !== undefined && member !== null));
  }
  return left >= 0;
}
