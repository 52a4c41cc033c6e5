import type { TextRun } from '../../model/compare/payload/text-words.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import { valueText } from '../../model/compare/text/value-text.ts';
import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { describeError } from '../../model/report/describe-error.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLines } from '../../model/text/safe-text.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import type { CompareState } from './compare-state.ts';
import { isSmall, shownDifference } from './shown-difference.ts';
import { textsOf } from './shown-texts.ts';
import { type DetailLine, wordLines } from './word-lines.ts';

/** Longer texts do not fit into a cell of the table. */
const shortText = 20;
const mostLines = 100;

/** Whether a difference has more to show than its row. */
export function hasDetail(difference: Difference): boolean {
  const { was, is } = withErrors(difference);
  return [was, is].some(isLong);
}

/** An error is shown whole, and a status tells no more than the error that it stands for. */
function withErrors(difference: Difference): Pick<Difference, 'was' | 'is'> {
  const { kind, node, was, is } = difference;
  if (!isOfError(kind)) return { was, is };
  return { was: wholeError(node.b), is: wholeError(node.a) };
}

function isOfError(kind: Difference['kind']): boolean {
  return kind === 'status' || kind === 'error';
}

/** The message with all its lines, and the stack, which as a rule begins with the message. */
function wholeError(node: RunNode | undefined): string | undefined {
  if (!node?.error) return undefined;
  const { message, stack } = node.error;
  const text = describeError(node.error);
  if (stack === undefined) return text;
  return message !== undefined && stack.includes(message) ? stack : `${text}\n${stack}`;
}

function isLong(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return true;
  return typeof value === 'string' && (value.length > shortText || value.includes('\n'));
}

type Shown = Pick<CompareState, 'reveal' | 'words'>;

/** Two texts by words, other values whole, the one that was before the one that is. */
export function valueDetail(
  difference: Difference,
  { reveal, words }: Shown,
  width: number,
): readonly DetailLine[] {
  if (shownDifference(difference, reveal).isHidden) return [[{ text: hiddenText(), change: 'same' }]];
  const texts = words.get(difference);
  if (texts) return wordLines(texts, width);
  if (textsOf(difference, reveal)) return [[{ text: 'comparing the texts…', change: 'same' }]];
  const { was, is } = withErrors(shownDifference(difference, reveal));
  return [...wholeLines(was, 'removed', reveal, width), ...wholeLines(is, 'added', reveal, width)];
}

function hiddenText(): string {
  return `two secrets that differ: ${keyOf('reveal')} reveals them`;
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
  const isWhole = typeof value !== 'object' || value === null || isSmall(value);
  return isWhole ? safeLines(toJsonText(value, { indent: 2 }), { reveal }) : [sizeText(value, reveal)];
}

/** The run's own payload has all of it. */
function sizeText(value: unknown, reveal: boolean): string {
  return safeLines(valueText(value), { reveal })[0] ?? '';
}
