import { memo } from '../../memo.ts';
import { isText } from '../../payload/lazy/lazy-text.ts';
import { finish } from '../../pieces.ts';
import type { ReadableText } from '../../text/cut-text.ts';
import { countOf } from '../../text/formats.ts';
import { compareTexts, type TextRun } from '../payload/text-words.ts';

type ChangedWords = {
  /** The first differences, with some words around. */
  readonly text: string;
  /** The number of other differences; `undefined` if the search stopped early. */
  readonly others: number | undefined;
  /** The index of the first difference in both texts. */
  readonly start: number;
};

/** Shorter texts are shown whole. */
const leastUnits = 40;
/** Longer texts are not compared by words while a line is drawn, and longer changes only at their start. */
const mostUnits = 200_000;
const mostUnitsChanged = 4_000;
const leastAlike = 0.5;

type Values = { readonly was?: unknown; readonly is?: unknown };

/** `undefined` unless both are long texts that are alike or begin alike. */
export const changedWords = memo(findWords);

function findWords({ was, is }: Values): ChangedWords | undefined {
  if (!isText(was) || !isText(is)) return undefined;
  const [least, most] = [Math.min(was.length, is.length), Math.max(was.length, is.length)];
  if (most <= leastUnits || most > mostUnits) return undefined;
  const runs = finish(compareTexts(was, is, mostUnitsChanged));
  const first = runs.findIndex(isChange);
  if (first < 0) return undefined;
  const start = lengthOf(runs.slice(0, first));
  if (lengthAlike(runs) >= leastAlike * least) return { ...excerptOf(runs, was, is), start };
  const changed = (text: ReadableText) => text.slice(start, start + mostUnitsChanged);
  const [before, now] = [changed(was), changed(is)];
  const runsAfter = finish(compareTexts(before, now));
  const isAlikeAfter = lengthAlike(runsAfter) >= leastAlike * Math.min(before.length, now.length);
  const lead: TextRun = { change: 'same', start: 0, end: start };
  const shifted = runsAfter.map(run => ({ ...run, start: start + run.start, end: start + run.end }));
  if (isAlikeAfter) return { ...excerptOf([lead, ...shifted], was, is), others: undefined, start };
  return start > leastUnits ? { ...excerptOf(runs, was, is), start } : undefined;
}

function isChange({ change }: TextRun): boolean {
  return change !== 'same';
}

function lengthAlike(runs: readonly TextRun[]): number {
  return lengthOf(runs.filter(run => !isChange(run)));
}

function lengthOf(runs: readonly TextRun[]): number {
  return runs.reduce((sum, { start, end }) => sum + end - start, 0);
}

const unitsBefore = 24;
const unitsOfLineStart = 12;
const longestLine = 200;
const unitsAfter = 30;
const unitsBetween = 40;
const mostUnitsOfChange = 60;
const mostUnitsTold = 160;

/** Shows changes close to each other together. */
function excerptOf(runs: readonly TextRun[], was: ReadableText, is: ReadableText) {
  const first = runs.findIndex(isChange);
  const textOf = ({ change, start, end }: TextRun) => (change === 'removed' ? was : is).slice(start, end);
  const lead = runs[first - 1];
  let text = lead ? leadOf(textOf(lead)) : '';
  let at = first;
  for (; at < runs.length && text.length < mostUnitsTold; at += 1) {
    const run = runs[at];
    if (!run) break;
    const part = textOf(run);
    if (run.change === 'same' && (part.length > unitsBetween || at === runs.length - 1)) break;
    text += run.change === 'same' ? part : marked(part, run.change);
  }
  const tail = runs[at];
  if (tail?.change === 'same') text += firstWords(textOf(tail), unitsAfter);
  return { text, others: changesIn(runs.slice(at)) };
}

/** A replacement counts once. */
function changesIn(runs: readonly TextRun[]): number {
  return runs.filter(({ change }, at) => change !== 'same' && (runs[at - 1]?.change ?? 'same') === 'same')
    .length;
}

function marked(text: string, change: 'removed' | 'added'): string {
  const rest = text.length - mostUnitsOfChange;
  const shown =
    rest > 0 ? `${firstWords(text, mostUnitsOfChange)} (${countOf(text.length, 'character')})` : text;
  return change === 'removed' ? `[-${shown}-]` : `{+${shown}+}`;
}

/** The start of the line and its last words before a change: `Rule 23: … are routed to depot `. */
function leadOf(text: string): string {
  const line = text.slice(text.lastIndexOf('\n') + 1);
  if (line.length > longestLine || line.length <= unitsOfLineStart + unitsBefore)
    return lastWords(text, unitsBefore + unitsOfLineStart);
  const start = line.lastIndexOf(' ', unitsOfLineStart);
  return start <= 0
    ? lastWords(line, unitsBefore)
    : `${line.slice(0, start)} ${lastWords(line, unitsBefore)}`;
}

/** The last words, or the last line if it is short enough. */
export function lastWords(text: string, units: number): string {
  const line = text.lastIndexOf('\n') + 1;
  if (text.length - line <= units) return `${line > 0 ? '…' : ''}${text.slice(line)}`;
  const from = text.length - units;
  const space = text.slice(from - 1).search(/\s\S/u);
  return `…${space < 0 ? '' : text.slice(from + space)}`;
}

/** The first words, or the first line if it is short enough. */
function firstWords(text: string, units: number): string {
  const line = text.indexOf('\n');
  if (line >= 0 && line <= units) return `${text.slice(0, line)}…`;
  if (text.length <= units) return text;
  const space = text.lastIndexOf(' ', units);
  return `${text.slice(0, space <= 0 ? units : space)}…`;
}
