import {
  describeNodeError,
  hasNeverEnded,
  nodeDurationMs,
  openMs,
} from '../../model/compare/judge/compare-outcome.ts';
import type { NumberRange } from '../../model/compare/judge/judge-number.ts';
import { jsonType } from '../../model/compare/payload/json-type.ts';
import type { Difference, PairedNode, RunComparison } from '../../model/compare/run-comparison.ts';
import { changedWords, lastWords } from '../../model/compare/text/changed-words.ts';
import { partPath } from '../../model/compare/text/difference-path.ts';
import { valueText } from '../../model/compare/text/value-text.ts';
import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { knownStatuses, type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth } from '../../model/text/width.ts';
import type { Format, UsageRow } from './compared-usage.ts';
import { shownDifference } from './value-detail.ts';

export function placeCell({ at, kind }: Difference): string {
  return at.length > 0 ? partPath(at) : kind;
}

type Options = {
  readonly reveal: boolean;
  readonly columns: Pick<CompareColumns, 'was' | 'usual'>;
  readonly isNoise: boolean;
};

export function differenceCells(difference: Difference, { reveal, columns, isNoise }: Options) {
  const shown = shownDifference(difference, reveal);
  const { kind, node } = shown;
  const [was, is] = fromDifference(shown, columns.was);
  const line = (text: string) => safeLine(text, { reveal });
  return {
    place: line(placeCell(shown)),
    was: line(valueCell(kind, was, node, 'b')),
    is: line(
      shown.rest === undefined
        ? `${shown.isHidden ? 'another ' : ''}${valueCell(kind, is, node, 'a')}`
        : `${formatCount(shown.rest)} more differ`,
    ),
    usual: (isNoise ? noiseCell : usualCell)({ ...difference, usual: shown.usual }, columns.usual),
  };
}

export function farMarks(isFar: boolean, isUsualOfA: boolean): readonly [was: string, is: string] {
  if (!isFar) return ['', ''];
  return isUsualOfA ? [farMark, ''] : ['', farMark];
}

const farMark = ' (outside)';

/** The share of a cell for what two long texts have in common before the first change. */
const shareBefore = 0.3;
const unitsShown = 200;

/** Cuts two long texts to begin shortly before they differ, as a cell shows only the start. */
function fromDifference(shown: Difference, width: number): readonly [was: unknown, is: unknown] {
  const { was, is } = shown;
  const words = changedWords(shown);
  if (!words || typeof was !== 'string' || typeof is !== 'string') return [was, is];
  const { start } = words;
  const before = lastWords(was.slice(0, start), Math.floor(shareBefore * width));
  return [was, is].map(text => before + text.slice(start, start + unitsShown)) as [string, string];
}

function valueCell(kind: Difference['kind'], value: unknown, node: PairedNode, run: 'a' | 'b'): string {
  if (value === undefined) return kind === 'error' ? 'no error' : 'not there';
  if (kind === 'duration') return formatDuration(Number(value));
  const status = kind === 'status' ? knownStatuses.find(known => known === value) : undefined;
  if (status) return hasNeverEnded(node, run) ? neverEnded : statusCell(status, node[run]);
  return kind === 'error' || kind === 'status' ? String(value) : valueText(value);
}

function statusCell(status: RunStatus, node: RunNode | undefined): string {
  const { glyph, label } = statusInfo[status];
  const error = status === 'failed' && node ? describeNodeError(node) : undefined;
  return `${glyph} ${error || label}`;
}

const neverEnded = 'never ended';

/** `✖ 4.2s ×3`, `● Running for 2m`; the root has no attempts: stores count those of its steps there. */
export function nodeCell(pair: PairedNode, run: 'a' | 'b', now: number): string {
  const node = pair[run];
  if (!node) return 'not there';
  if (hasNeverEnded(pair, run)) return neverEnded;
  const ms = nodeDurationMs(node);
  const soFar = openMs(node, now);
  const words = [
    statusInfo[node.status].glyph,
    ms === undefined ? statusInfo[node.status].label : formatDuration(ms),
    soFar === undefined ? '' : `for ${formatDuration(soFar)}`,
    node.attempts > 1 && pair.parent ? `×${node.attempts}` : '',
  ];
  return words.filter(Boolean).join(' ');
}

/**
 * `5 of 5`: so many successes have the value of the run beside the cell; `4ms–6ms`, or `≤6ms` if that is too
 * wide: their range; `number, 5 of 5`, or `number`: only the type is the same.
 */
export function usualCell(difference: Difference, width: number): string {
  const { kind, usual } = difference;
  const { count, of } = usual;
  // Successes have another item at the place of one that was added to a list.
  const isItem = typeof difference.at.at(-1) === 'number';
  if (of < 2 || (count === 0 && isItem)) return '';
  const counted = `${count} of ${of}`;
  const values = usual.values?.map(valueText).join(', ');
  if (values !== undefined && displayWidth(values) <= width) return values;
  const type = usualType(difference);
  if (type !== undefined) return firstFitting([`${type}, ${counted}`, type], width);
  const range = usual.varies ? usual.range : undefined;
  if (!range) return counted;
  const format = formatOf(kind);
  return firstFitting([...rangeTexts(range, format), ...endTexts(difference, range, format), ''], width);
}

function endTexts({ was, is, usual }: Difference, [least, most]: NumberRange, format: Format) {
  const judged = Number(usual.isOfA ? was : is);
  if (judged > most) return [`≤${format(most)}`];
  return judged < least ? [`≥${format(least)}`] : [];
}

export function noiseCell({ kind, usual }: Difference, width: number): string {
  if (usual.of < 2) return '';
  const ranges = usual.range ? rangeTexts(usual.range, formatOf(kind)) : [];
  return firstFitting([...ranges, 'varies'], width);
}

export function usageCell({ usual }: UsageRow, width: number): string {
  return firstFitting([...(usual ? rangeTexts(usual.range, usual.format) : []), ''], width);
}

function rangeTexts([least, most]: NumberRange, format: Format): readonly string[] {
  return [rangeText(least, most, format), rangeText(rounded(least), rounded(most), format)];
}

function firstFitting(texts: readonly string[], width: number): string {
  return texts.find(text => displayWidth(text) <= width) ?? texts.at(-1) ?? '';
}

function rangeText(least: number, most: number, format: Format): string {
  const [from, to] = [format(least), format(most)];
  return from === to ? from : `${from}–${to}`;
}

function rounded(value: number): number {
  return Math.abs(value) < 100 ? Number(value.toPrecision(3)) : Math.round(value);
}

function formatOf(kind: Difference['kind']): Format {
  return kind === 'duration' ? formatDuration : String;
}

/** The type of a value that is another one in each success and has no range. */
function usualType({ at, change, was, is, usual }: Difference): string | undefined {
  const value = usual.isOfA ? is : was;
  if (at.length === 0 || value === undefined || !usual.varies) return undefined;
  return usual.range && change !== 'type' ? undefined : jsonType(value);
}

/** `was` is for run `b`, `is` for run `a`. */
export type CompareColumns = {
  readonly place: number;
  readonly was: number;
  readonly is: number;
  /** 0 if there is no room. */
  readonly usual: number;
};

export const columnGap = 2;
export const marginColumns = 2;

export const usualTitle = 'SUCCESSES';

/** Room for `boolean, 5 of 5`, for the title, or for nothing, in windows of at least a width. */
const usualWidths = [
  { from: 96, usual: 15 },
  { from: 76, usual: usualTitle.length },
  { from: 0, usual: 0 },
];
const placeShare = 0.44;
const mostPlace = 64;

export function compareColumns(width: number): CompareColumns {
  const room = width - marginColumns - 1;
  const usual = usualWidths.find(({ from }) => width >= from)?.usual ?? 0;
  const rest = room - 2 * columnGap - (usual > 0 ? usual + columnGap : 0);
  const place = Math.min(mostPlace, Math.floor(rest * placeShare));
  const was = Math.floor((rest - place) / 2);
  return { place, was, is: rest - place - was, usual };
}

/** Whether the successes resemble run `a`. */
export function isUsualOfA({ differences, noise }: RunComparison): boolean {
  return (differences[0] ?? noise[0])?.usual.isOfA === true;
}

/** Puts the successes beside the run that they resemble. */
export function inColumns<Cell>(
  [was, is, usual]: readonly [was: Cell, is: Cell, usual: Cell],
  columns: CompareColumns,
  isOfA: boolean,
): readonly Cell[] {
  if (columns.usual === 0) return [was, is];
  return isOfA ? [was, is, usual] : [was, usual, is];
}
