import type { TextRun } from '../../model/compare/payload/text-words.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLines } from '../../model/text/safe-text.ts';
import { displayWidth, walkColumns } from '../../model/text/width.ts';
import type { ComparedTexts } from './compare-state.ts';

/** A part of a line: of both values, or of one of them. */
export type DetailPiece = { readonly text: string; readonly change: TextRun['change'] };

export type DetailLine = readonly DetailPiece[];

/** Of a longer part that is the same, the start and the end are shown. */
const mostSame = 240;
const atEnds = 100;
const mostChanged = 4_000;

/** Both texts, masked already, as one: `[-removed-]` and `{+added+}`, as git marks words. */
export function wordLines(texts: ComparedTexts, width: number): readonly DetailLine[] {
  const lines: DetailPiece[][] = [[]];
  let left = width;
  const endLine = (): void => {
    lines.push([]);
    left = width;
  };
  for (const { text, change } of piecesOf(texts)) {
    for (const [index, part] of safeLines(text, { reveal: true }).entries()) {
      if (index > 0) endLine();
      for (let rest = part; rest !== ''; ) {
        const cut = cutOf(rest, left, left === width);
        if (cut > 0) lines.at(-1)?.push({ text: rest.slice(0, cut), change });
        left -= displayWidth(rest.slice(0, cut));
        rest = rest.slice(cut);
        if (rest !== '') endLine();
      }
    }
  }
  return lines;
}

/** How much fits into the rest of a line, between words if possible; something fits into an empty line. */
function cutOf(text: string, columns: number, isEmpty: boolean): number {
  const { index } = walkColumns(text, 0, Math.max(0, columns));
  if (index >= text.length) return index;
  const space = text.lastIndexOf(' ', index - 1);
  if (space >= 0) return space + 1;
  return isEmpty ? Math.max(1, index) : 0;
}

function piecesOf({ was, is, runs }: ComparedTexts): readonly DetailPiece[] {
  return runs.flatMap(({ change, start, end }, at): readonly DetailPiece[] => {
    const text = (change === 'removed' ? was : is).slice(start, end);
    if (change === 'same') return shortened(text, { isFirst: at === 0, isLast: at === runs.length - 1 });
    const [open, close] = change === 'removed' ? ['[-', '-]'] : ['{+', '+}'];
    const rest = text.length - mostChanged;
    const tail = rest > 0 ? ` ⋯ ${counted(rest)} more` : '';
    return [{ text: `${open}${text.slice(0, mostChanged)}${tail}${close}`, change }];
  });
}

/** Before the first change only the end of what is the same is shown, after the last one the start. */
function shortened(
  text: string,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): readonly DetailPiece[] {
  if (text.length <= mostSame) return [{ text, change: 'same' }];
  const start = isFirst ? 0 : wordEnd(text, atEnds);
  const end = isLast ? text.length : wordStart(text, text.length - atEnds);
  return [
    { text: text.slice(0, start), change: 'same' },
    note(`${counted(end - start)} alike`),
    { text: text.slice(end), change: 'same' },
  ];
}

/** Where a line or else a word begins, at or after a place. */
function wordStart(text: string, at: number): number {
  const line = text.indexOf('\n', at);
  if (line >= 0) return line + 1;
  const space = text.indexOf(' ', at);
  return space < 0 ? at : space + 1;
}

function wordEnd(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at);
  return space <= 0 ? at : space;
}

function note(text: string): DetailPiece {
  return { text: ` ⋯ ${text} ⋯ `, change: 'same' };
}

function counted(characters: number): string {
  return countOf(characters, 'character');
}
