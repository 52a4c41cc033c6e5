import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { Piece } from './pieces.ts';
import type { WaterfallLook } from './waterfall-look.ts';

/** A sanitised name after `before` columns of indent, and the sign of a failure. */
export function namePieces(
  name: string,
  failed: boolean,
  before: number,
  { columns, theme }: WaterfallLook,
): readonly Piece[] {
  const room = columns.names - before;
  const shown = truncateText(name, room);
  return [
    { text: shown, paint: failed ? theme.error : undefined },
    { text: ' '.repeat(Math.max(0, room - displayWidth(shown))) },
    { text: failed ? ' ✖  ' : '    ', paint: theme.error },
  ];
}
