import type { TextRun } from '../../model/compare/payload/text-words.ts';
import type { Difference, RunComparison } from '../../model/compare/run-comparison.ts';
import { differenceText } from '../../model/compare/text/difference-text.ts';
import { maskDifference } from '../../model/compare/text/mask-difference.ts';
import { valueText } from '../../model/compare/text/value-text.ts';
import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { memo } from '../../model/memo.ts';
import { isLazy } from '../../model/payload/lazy/lazy-parts.ts';
import { isText, LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import type { Pieces } from '../../model/pieces.ts';
import { errorChain } from '../../model/report/describe-error.ts';
import { cutText } from '../../model/text/cut-text.ts';
import { countOf } from '../../model/text/formats.ts';
import { redactText } from '../../model/text/redact.ts';
import { safeLines } from '../../model/text/safe-text.ts';
import { displayWidth, walkColumns } from '../../model/text/width.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';

const shortText = 20;
const mostLines = 100;

export function hasDetail(difference: Difference): boolean {
  const { was, is } = withErrors(difference);
  return [was, is].some(isLong);
}

/** Replaces the summary of an error, or the status that stands for it, by the whole error. */
function withErrors(difference: Difference): Pick<Difference, 'was' | 'is'> {
  const { node, was, is } = difference;
  if (!isOfError(difference)) return { was, is };
  return { was: wholeError(node.b), is: wholeError(node.a) };
}

/** Causes and message with all their lines, and the stack, which usually begins with the message. */
function wholeError(node: RunNode | undefined): string | undefined {
  if (!node?.error) return undefined;
  const { message = '', stack = '' } = node.error;
  const [innermost, ...wrappers] = errorChain(node.error);
  const text = [innermost, ...wrappers.map(wrapper => `wrapped in ${wrapper}`)].join('\n');
  if (stack === '') return text;
  return wrappers.length === 0 && message !== '' && stack.includes(message) ? stack : `${text}\n${stack}`;
}

function isLong(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return true;
  return typeof value === 'string' && (value.length > shortText || value.includes('\n'));
}

/** `runs`: where the two texts, masked as they are shown, differ. */
export type ComparedTexts = { readonly was: string; readonly is: string; readonly runs: readonly TextRun[] };

type Shown = { readonly reveal: boolean; readonly words: ReadonlyMap<Difference, ComparedTexts> };

export function valueDetail(
  difference: Difference,
  { reveal, words }: Shown,
  width: number,
): readonly DetailLine[] {
  const shown = shownDifference(difference, reveal);
  const hidden = `two secrets that differ: ${keyOf('reveal')} reveals them`;
  if (shown.isHidden) return [[{ text: hidden, change: 'same' }]];
  const texts = words.get(difference);
  if (texts) return wordLines(texts, width);
  if (textsOf(difference, reveal)) return [[{ text: 'comparing the texts…', change: 'same' }]];
  const { was, is } = withErrors(shown);
  return [...wholeLines(was, 'removed', reveal, width), ...wholeLines(is, 'added', reveal, width)];
}

function wholeLines(
  value: unknown,
  change: TextRun['change'],
  reveal: boolean,
  width: number,
): readonly DetailLine[] {
  if (value === undefined) return [];
  const sign = change === 'removed' ? '- ' : '+ ';
  const lines = linesOf(value, reveal).flatMap(line => wrapText(line, width - sign.length));
  const rest = lines.length - mostLines;
  return [
    ...lines.slice(0, mostLines).map(text => [{ text: `${sign}${text}`, change }]),
    ...(rest > 0 ? [[{ text: `⋯ ${countOf(rest, 'more line')}`, change: 'same' as const }]] : []),
  ];
}

function linesOf(value: unknown, reveal: boolean): readonly string[] {
  if (typeof value === 'string') return safeLines(value, { reveal });
  if (!isLarge(value)) return safeLines(toJsonText(value, { indent: 2 }), { reveal });
  return safeLines(valueText(value), { reveal }).slice(0, 1);
}

type DetailPiece = { readonly text: string; readonly change: TextRun['change'] };

export type DetailLine = readonly DetailPiece[];

const mostSame = 240;
const atEnds = 100;
const mostChanged = 4_000;

/** Merges both texts: `[-removed-]` and `{+added+}`, as git marks words. */
function wordLines(texts: ComparedTexts, width: number): readonly DetailLine[] {
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

/** The length that fits into a line, cut between words if possible; at least 1 if the line is empty. */
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
    const tail = rest > 0 ? ` ⋯ ${countOf(rest, 'character')} more` : '';
    return [{ text: `${open}${text.slice(0, mostChanged)}${tail}${close}`, change }];
  });
}

function shortened(
  text: string,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): readonly DetailPiece[] {
  if (text.length <= mostSame) return [{ text, change: 'same' }];
  const start = isFirst ? 0 : wordEnd(text, atEnds);
  const end = isLast ? text.length : wordStart(text, text.length - atEnds);
  return [
    { text: text.slice(0, start), change: 'same' },
    { text: ` ⋯ ${countOf(end - start, 'character')} alike ⋯ `, change: 'same' },
    { text: text.slice(end), change: 'same' },
  ];
}

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

/** Masking reads a text whole: longer ones are not compared, and only the start of lazy ones is shown. */
const mostUnitsMasked = 200_000;
const unitsShown = 4_096;

export function shownDifference(difference: Difference, reveal: boolean): Difference {
  return reveal ? difference : maskedOnce(difference);
}

const maskedOnce = memo((difference: Difference): Difference => {
  const { was, is } = difference;
  const made = maskDifference({ ...difference, was: toMask(was), is: toMask(is) });
  return { ...made, was: keepUnmasked(was, made.was), is: keepUnmasked(is, made.is) };
});

const mostLookedAt = 100;

const secrets = new WeakMap<RunComparison, boolean>();

/** Whether revealing secrets would change anything, judged by the first differences. */
export function hasSecrets(comparison: RunComparison): boolean {
  if (!secrets.has(comparison)) Array.from(lookForSecrets(comparison));
  return secrets.get(comparison) === true;
}

export function* lookForSecrets(comparison: RunComparison): Pieces<void> {
  const { differences, noise } = comparison;
  let found = false;
  for (const difference of [differences, noise].flatMap(list => list.slice(0, mostLookedAt))) {
    found = isMasked(difference);
    if (found) break;
    yield;
  }
  secrets.set(comparison, found);
}

function isMasked(difference: Difference): boolean {
  const { was, is } = shownDifference(difference, false);
  if (was !== difference.was || is !== difference.is) return true;
  return redactText(differenceText(difference)).hidden > 0;
}

/** The part of a value that is shown; `undefined` for a large container, of which only the size is. */
function toMask(value: unknown): unknown {
  if (value instanceof LazyText)
    return value.length > mostUnitsMasked ? cutText(value, unitsShown) : value.slice(0);
  return isLarge(value) ? undefined : value;
}

/** Keeps a large text that had nothing to mask, so that its whole length is shown. */
function keepUnmasked(value: unknown, made: unknown): unknown {
  if (value instanceof LazyText) return made === toMask(value) ? value : made;
  return isLarge(value) ? value : made;
}

const mostMembers = 5_000;

function isLarge(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let left = mostMembers;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isLazy(next)) return true;
    if (typeof next === 'string') left -= next.length / 80;
    if (typeof next !== 'object' || next === null) continue;
    const members = Object.values(next);
    left -= members.length;
    if (left < 0) return true;
    open.push(...members.filter(member => member !== undefined && member !== null));
  }
  return left < 0;
}

/** `undefined` if the values are not texts of a payload, or too long to compare. */
export function textsOf(
  difference: Difference,
  reveal: boolean,
): Pick<ComparedTexts, 'was' | 'is'> | undefined {
  if (isOfError(difference)) return undefined;
  if (!isText(difference.was) || !isText(difference.is)) return undefined;
  if (Math.max(difference.was.length, difference.is.length) > mostUnitsMasked) return undefined;
  const { was, is } = shownDifference(difference, reveal);
  return { was: String(was), is: String(is) };
}

function isOfError({ kind }: Difference): boolean {
  return kind === 'status' || kind === 'error';
}
