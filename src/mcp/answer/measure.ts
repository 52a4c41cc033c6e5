import { toJsonText } from '../../model/payload/payload-text.ts';
import { MaskedContainer } from '../../model/text/masked-container.ts';

/** Values are cut below this depth: deeper ones are of no use to a reader. */
export const deepest = 40;

/** About how long a value is as JSON text; reads no more than is needed to know that it is above `limit`. */
export function measure(value: unknown, limit: number, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (!(value instanceof MaskedContainer)) return toJsonText(value, { indent: 0 }).length;
  if (depth >= deepest) return 0;
  let size = 2;
  for (let at = 0; at < value.size && size <= limit; at += 1)
    size +=
      (value.isList ? 1 : value.keyAt(at).length + 4) + measure(value.memberAt(at), limit - size, depth + 1);
  return size;
}
