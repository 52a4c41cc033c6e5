import { safeLine } from '../../../model/text/safe-text.ts';
import { sanitizeLines } from '../../../model/text/sanitize.ts';
import { displayWidth, truncateText } from '../../../model/text/width.ts';
import { type Phrase, slicePhrase, type Tone } from '../../paint/phrases.ts';
import { piecesWidth } from '../../paint/theme.ts';
import { wrapPlaces } from '../../paint/wrap-text.ts';
import type { Row } from '../outline/open-tree.ts';
import type { LineNode, OutlineNode, SectionNode, ValueNode } from '../outline/outline-node.ts';
import { isLongText } from '../outline/payload-values.ts';
import { lineAt } from '../outline/text-lines.ts';
import { type PayloadFormat, type ValueKind, valueText } from '../outline/value-text.ts';

export type PayloadLook = { readonly format: PayloadFormat; readonly wrap: boolean };

declare module '../../shell/remembered.ts' {
  interface ScreenLook extends PayloadLook {}
}

export type Look = PayloadLook & { readonly reveal: boolean };

/** The columns of a row's cursor mark, indent and fold sign; the data of a span is indented further. */
export function rowIndent({ path, dataLevels }: Pick<Row, 'path' | 'dataLevels'>, width: number): number {
  const depth = Math.min(2 * (path.length - 1), Math.max(0, Math.floor(width * 0.4)));
  return 3 + depth + (dataLevels > 0 ? 2 : 0);
}

/** `undefined` for a row that always takes one line. */
export function flowPhrases(node: OutlineNode, isOpen: boolean, look: Look): readonly Phrase[] | undefined {
  switch (node.type) {
    case 'line':
      return [{ text: lineText(node), tone: node.tone }];
    case 'value':
      return look.wrap ? valuePhrases(node, isOpen, look) : undefined;
    case 'section':
      return node.tail === undefined ? undefined : headingPhrases(node, node.tail, look.reveal);
    default:
      return undefined;
  }
}

export function lineText({ lines, index }: LineNode): string {
  return sanitizeLines(lineAt(lines, index)).join(' ');
}

/** A folded long text `isRepeated`: its lines are rows of their own, in which a search finds it. */
export function valuePhrases(
  node: ValueNode,
  isOpen: boolean,
  { format, wrap }: Pick<Look, 'format' | 'wrap'>,
): readonly Phrase[] {
  const { label, text, kind, aside } = valueText(node, format, isOpen);
  const isRepeated = !isOpen && isLongText(node.value);
  const phrases: Phrase[] = [
    { text: label, tone: 'key' },
    { text, tone: toneOfKind[kind], isRepeated },
  ];
  // The size of a text that is shown whole says nothing.
  const hasAside = aside !== undefined && (!wrap || node.record?.shape === 'time');
  if (hasAside) phrases.push({ text: aside, tone: 'dim', gap: 2, isAside: true });
  return phrases;
}

const toneOfKind: Readonly<Record<ValueKind, Tone>> = {
  string: 'string',
  number: 'number',
  word: 'info',
  summary: 'dim',
};

const longestText = 500;

function headingPhrases(node: SectionNode, tail: readonly string[], reveal: boolean): readonly Phrase[] {
  const shown = (text: string) => safeLine(text, { maxLength: longestText, reveal });
  const title: Phrase = { text: shown(node.title), tone: node.tone };
  const gap = Math.max(2, node.titleWidth - displayWidth(title.text));
  const tails = tail.map((text): Phrase => ({ text: shown(text), tone: 'dim', gap: 1 }));
  return [title, { text: shown(node.note ?? ''), gap }, ...tails];
}

export function flowLines(
  { type }: OutlineNode,
  phrases: readonly Phrase[],
  room: number,
): readonly (readonly Phrase[])[] {
  if (type === 'section') return headingLines(phrases, room);
  return wrapPlaces(wholeText(phrases), room).map(({ start, end }) => sliceRow(phrases, start, end));
}

export function wholeText(phrases: readonly Phrase[]): string {
  return phrases.map(({ text, gap = 0 }) => ' '.repeat(gap) + text).join('');
}

function sliceRow(phrases: readonly Phrase[], start: number, end: number): readonly Phrase[] {
  let at = 0;
  return phrases.flatMap(phrase => {
    const gapStart = at;
    const textStart = gapStart + (phrase.gap ?? 0);
    at = textStart + phrase.text.length;
    if (at <= start || gapStart >= end) return [];
    const gap = Math.max(0, Math.min(textStart, end) - Math.max(gapStart, start));
    const from = Math.max(0, start - textStart);
    return [slicePhrase(phrase, from, Math.max(from, end - textStart), gap)];
  });
}

/** Kept free for a tail, so that the heading keeps its number of lines when the tail becomes known. */
const tailColumns = 48;
const mostNoteLines = 3;
const separator: Phrase = { text: ' · ', tone: 'dim' };

type Line = readonly Phrase[];

/** The note wraps beside the title; the tail follows it, on lines of its own where there is little room. */
function headingLines([title, note, ...tail]: Line, width: number): readonly Line[] {
  if (!title || !note) return [];
  const column = displayWidth(title.text) + (note.gap ?? 0);
  const room = Math.max(1, width - column);
  const notes = noteLines(note, room).map((text): Line => [text]);
  return withTail(notes, tail, room).map(([first = note, ...others], index) =>
    index === 0 ? [title, { ...first, gap: note.gap }, ...others] : [{ ...first, gap: column }, ...others],
  );
}

function withTail(notes: readonly Line[], tail: readonly Phrase[], room: number): readonly Line[] {
  const isBehind = room - piecesWidth(notes.at(-1) ?? []) >= separator.text.length + tailColumns;
  const lines: Line[] = isBehind ? [...notes] : [...notes, []];
  for (const part of tail.map(one => ({ ...one, gap: 0 }))) {
    const last = lines.at(-1) ?? [];
    const longer = last.length === 0 ? [part] : [...last, separator, part];
    if (piecesWidth(longer) <= room) lines.splice(-1, 1, longer);
    else lines.push(...noteLines(part, room).map((text): Line => [text]));
  }
  return lines.filter(line => line.length > 0);
}

function noteLines(note: Phrase, room: number): readonly Phrase[] {
  const lines = wrapPlaces(note.text, room).map(({ start, end }) => slicePhrase(note, start, end));
  const last = lines[mostNoteLines - 1];
  if (lines.length <= mostNoteLines || !last) return lines;
  return [
    ...lines.slice(0, mostNoteLines - 1),
    { ...last, text: truncateText(`${last.text}…`, Math.max(1, room)) },
  ];
}

export function rowHeight(row: Row, look: Look, width: number): number {
  const phrases = flowPhrases(row.node, row.isOpen, look);
  return phrases === undefined ? 1 : flowLines(row.node, phrases, roomOf(row, width)).length;
}

export function roomOf(row: Row, width: number): number {
  return Math.max(1, width - rowIndent(row, width));
}
