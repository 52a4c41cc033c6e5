import { InspectorError } from '../../model/errors.ts';

/** Where an answer goes on that is made anew for each call: how many were shown before. */
export function readOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,12}$/u.test(cursor)) return Number(cursor);
  throw new InspectorError('usage', 'the cursor is not one of this tool', {
    hint: 'pass on the nextCursor of the answer before, with the same arguments',
  });
}
