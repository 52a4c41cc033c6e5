import { InspectorError } from '../../model/errors.ts';

/** The longest cursor of a list that a tool takes, and gives. */
export const longestCursor = 8_000;

/** The offset at which a value continues: how much of it earlier calls have shown. */
export function readOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,12}$/u.test(cursor)) return Number(cursor);
  throw wrongCursor();
}

export function wrongCursor(): InspectorError {
  return new InspectorError('usage', 'the cursor is not one of this tool', {
    hint: 'pass on the nextCursor of the answer before, with the same arguments',
  });
}
