import { displayWidth, truncateText } from '../../../model/text/width.ts';
import type { Paint, Piece } from '../../paint/pieces.ts';
import type { WaterfallLook } from './waterfall-look.ts';

/** How a span or a series of spans is told from others. */
export type SpanMarks = { readonly failed: boolean; readonly isCritical: boolean };

/** A sanitised name after `before` columns of indent, and the sign of a failure. */
export function namePieces(
  name: string,
  marks: SpanMarks,
  before: number,
  { columns, theme }: WaterfallLook,
): readonly Piece[] {
  const { failed, isCritical } = marks;
  const room = columns.names - before;
  const shown = truncateText(name, room);
  const paint = failed ? theme.error : undefined;
  return [
    { text: shown, paint: isCritical ? bolder(paint, theme.bold) : paint },
    { text: ' '.repeat(Math.max(0, room - displayWidth(shown))) },
    { text: failed ? ' ✖  ' : '    ', paint: theme.error },
  ];
}

function bolder(paint: Paint | undefined, bold: Paint): Paint {
  return text => bold(paint ? paint(text) : text);
}
