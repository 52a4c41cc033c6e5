import { wrapText } from '../paint/wrap-text.ts';
import { lineText } from './find/row-text.ts';
import type { Row } from './open-tree.ts';
import { headingLines } from './outline/heading-flow.ts';
import type { OutlineNode } from './outline/outline-node.ts';
import { type PayloadFormat, valueText } from './outline/value-text.ts';

/** How payloads are written. */
export type PayloadLook = { readonly format: PayloadFormat; readonly wrap: boolean };

declare module '../shell/state.ts' {
  interface ScreenLook extends PayloadLook {}
}

export type Look = PayloadLook & { readonly reveal: boolean };

/** The columns before the text of a row: the cursor's mark, the indent and the fold sign. */
function indentOf(depth: number, width: number): number {
  const step = 2 * (depth - 1);
  return 3 + Math.min(step, Math.max(0, Math.floor(width * 0.4)));
}

const dataIndent = 2;

/** The columns before the text of a row; the data of a span is set apart from the spans inside of it. */
export function rowIndent({ path, dataLevels }: Pick<Row, 'path' | 'dataLevels'>, width: number): number {
  return indentOf(path.length, width) + (dataLevels > 0 ? dataIndent : 0);
}

/** The lines of a row of text; `undefined` for a row that always takes one line. */
export function flowLines(row: Row, look: Look, width: number): readonly string[] | undefined {
  const room = Math.max(1, width - rowIndent(row, width));
  if (row.node.type === 'section') {
    return headingLines(row.node, look.reveal, room)?.map(({ before, note, tail }) => before + note + tail);
  }
  const text = flowText(row.node, row.isOpen, look);
  return text === undefined ? undefined : wrapText(text, room);
}

/** The text of a row that may take several lines. */
export function flowText(node: OutlineNode, isOpen: boolean, look: Look): string | undefined {
  if (node.type === 'line') return lineText(node);
  if (node.type !== 'value' || !look.wrap) return undefined;
  const { label, text, aside } = valueText(node, look.format, isOpen);
  // The size of a text that is shown whole says nothing.
  return node.record?.shape === 'time' && aside ? `${label}${text}  ${aside}` : label + text;
}

/** The number of lines that a row takes. */
export function rowHeight(row: Row, look: Look, width: number): number {
  return flowLines(row, look, width)?.length ?? 1;
}
