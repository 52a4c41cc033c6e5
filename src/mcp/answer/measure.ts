import { toJsonText } from '../../model/payload/payload-text.ts';
import { isContainer, membersOf } from './members.ts';

/** Values are cut below this depth: deeper ones are of no use to a reader. */
export const deepest = 40;

/** About how long a value is as JSON text; no more than is needed to know that it is above `limit`. */
export function measure(value: unknown, limit: number, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (!isContainer(value)) return toJsonText(value, { indent: 0 }).length;
  if (depth >= deepest) return 0;
  let size = 2;
  for (const [key, member] of membersOf(value)) {
    size += (Array.isArray(value) ? 1 : key.length + 4) + measure(member, limit - size, depth + 1);
    if (size > limit) break;
  }
  return size;
}
