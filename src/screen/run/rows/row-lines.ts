import { displayWidth, truncateText } from '../../../model/text/width.ts';
import { type Phrase, paintPhrases, withHits } from '../../paint/phrases.ts';
import { cursorMark, joinPieces, type Piece } from '../../paint/theme.ts';
import { seriesPieces, spanIndent, spanPieces, type WaterfallLook } from '../../trace/waterfall-pieces.ts';
import type { Row } from '../outline/open-tree.ts';
import { isFoldable } from '../outline/outline-children.ts';
import { hasSpanDetails } from '../outline/trace-outline.ts';
import { flowLines, flowPhrases, roomOf, rowIndent, wholeText } from './flow.ts';
import { type RowContext, rowPhrases } from './row-phrases.ts';

export type RowLook = RowContext & WaterfallLook;

type Drawing = {
  readonly hasCursor: boolean;
  /** The searched text, and the index of its current hit in this row. */
  readonly found: string;
  readonly hit?: number;
};

export function rowLines(row: Row, { hasCursor, found, hit }: Drawing, look: RowLook): readonly string[] {
  const { theme, width } = look;
  const { node, isOpen } = row;
  const isSpanRow = node.type === 'span' || node.type === 'series';
  const before = isSpanRow ? spanIndent(row.path.length, look.columns) : rowIndent(row, width);
  const sign = foldSign(row);
  const mark: Piece = hasCursor ? { text: cursorMark, paint: theme.accent } : { text: ' ' };
  const line = (pieces: readonly Piece[], isFirst = true) =>
    joinPieces(
      [mark, ...indentPieces(row, before - 3, look), { text: isFirst ? sign : '  ' }, ...pieces],
      width,
    );
  const phrases = withHits(rowPhrases(node, isOpen, look), found, hit);
  if (flowPhrases(node, isOpen, look.look) === undefined)
    return [line(linePieces(row, phrases, before, look))];
  const whole = theme.links.text ? wholeText(phrases) : undefined;
  return flowLines(node, phrases, roomOf(row, width)).map((shown, index) =>
    line(paintPhrases(shown, theme, whole), index === 0),
  );
}

function linePieces(
  { node }: Row,
  phrases: readonly Phrase[],
  before: number,
  look: RowLook,
): readonly Piece[] {
  switch (node.type) {
    case 'span':
      return spanPieces(node, phrases, before, look);
    case 'series':
      return seriesPieces(node, phrases, before, look);
    case 'value':
      return paintPhrases(fitValue(phrases, look.width - before), look.theme);
    default:
      return paintPhrases(phrases, look.theme);
  }
}

const leastText = 12;

/** Cuts the text rather than its size or offset. */
function fitValue([label, text, aside]: readonly Phrase[], columns: number): readonly Phrase[] {
  if (!label || !text) return [];
  if (!aside) return [label, text];
  const room = columns - displayWidth(label.text) - aside.text.length - (aside.gap ?? 0);
  return room < leastText ? [label, text] : [label, { ...text, text: truncateText(text.text, room) }, aside];
}

function indentPieces(
  { path, dataLevels }: Row,
  columns: number,
  { columns: waterfall, theme }: RowLook,
): readonly Piece[] {
  if (dataLevels === 0) return [{ text: ' '.repeat(columns) }];
  const line = spanIndent(path.length - dataLevels, waterfall) - 3;
  return [
    { text: ' '.repeat(line) },
    { text: '┊', paint: theme.dim },
    { text: ' '.repeat(Math.max(0, columns - line - 1)) },
  ];
}

/** `▹` marks a span without children of which Enter shows more. */
function foldSign({ node, isOpen }: Row): string {
  if (isFoldable(node)) return isOpen ? '▾ ' : '▸ ';
  return node.type === 'span' && hasSpanDetails(node) ? '▹ ' : '  ';
}
