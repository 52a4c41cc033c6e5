import type { NumberRange } from '../../../model/compare/judge/far-outside.ts';
import { jsonType } from '../../../model/compare/payload/json-type.ts';
import type { Difference } from '../../../model/compare/run-comparison.ts';
import { formatDuration } from '../../../model/text/formats.ts';
import { displayWidth } from '../../../model/text/width.ts';
import type { UsageRow } from '../compared-usage.ts';

/**
 * What the successes have: `5 of 5` are as the run beside it, or `4ms–6ms` is their range, of which `≤6ms` is
 * told where there is no room; `number, 5 of 5`, or `number`, if only the type is the same.
 */
export function usualCell(difference: Difference, width: number): string {
  const { kind, usual } = difference;
  const { count, of } = usual;
  if (of < 2 || (count === 0 && isItem(difference))) return '';
  const counted = `${count} of ${of}`;
  const type = usualType(difference);
  if (type !== undefined) return longestFitting([`${type}, ${counted}`, type], width);
  const range = usual.varies ? usual.range : undefined;
  if (!range) return counted;
  const format = formatOf(kind);
  return longestFitting([...rangeTexts(range, format), ...endTexts(difference, range, format), ''], width);
}

/** The end of the range that the judged run is beyond. */
function endTexts(
  { was, is, usual }: Difference,
  [least, most]: NumberRange,
  format: (value: number) => string,
): readonly string[] {
  const judged = Number(usual.isOfA ? was : is);
  if (judged > most) return [`≤${format(most)}`];
  return judged < least ? [`≥${format(least)}`] : [];
}

/** The same of noise, but `varies` where there is no range, or no room for it. */
export function noiseCell({ kind, usual }: Difference, width: number): string {
  if (usual.of < 2) return '';
  const ranges = usual.range ? rangeTexts(usual.range, formatOf(kind)) : [];
  return longestFitting([...ranges, 'varies'], width);
}

/** The same of what the runs used, but nothing where there is no range, or no room for it. */
export function usageCell({ usual }: UsageRow, width: number): string {
  return longestFitting([...(usual ? rangeTexts(usual.range, usual.format) : []), ''], width);
}

/** Of numbers, also with fewer digits. */
function rangeTexts(
  [least, most]: NumberRange,
  format: (value: number) => string,
): readonly [exact: string, rounded: string] {
  return [toText(least, most, format), toText(rounded(least), rounded(most), format)];
}

/** The first text that is not wider than a column, else the last one. */
function longestFitting(texts: readonly string[], width: number): string {
  return texts.find(text => displayWidth(text) <= width) ?? texts.at(-1) ?? '';
}

function toText(least: number, most: number, format: (value: number) => string): string {
  const [from, to] = [format(least), format(most)];
  return from === to ? from : `${from}–${to}`;
}

function rounded(value: number): number {
  return Math.abs(value) < 100 ? Number(value.toPrecision(3)) : Math.round(value);
}

/** What successes have at the place of an item that came tells nothing: others were there before it. */
function isItem({ at }: Difference): boolean {
  return typeof at.at(-1) === 'number';
}

function formatOf(kind: Difference['kind']): (value: number) => string {
  return kind === 'duration' ? formatDuration : String;
}

/** The type of a payload's value that is another one in each success, and told by no range. */
function usualType({ at, change, was, is, usual }: Difference): string | undefined {
  const value = usual.isOfA ? is : was;
  if (at.length === 0 || value === undefined || !usual.varies) return undefined;
  return usual.range && change !== 'type' ? undefined : jsonType(value);
}
