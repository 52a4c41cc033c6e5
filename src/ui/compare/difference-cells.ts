import { describeNodeError } from '../../model/compare/node/describe-node-error.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import { partPath } from '../../model/compare/text/difference-path.ts';
import { valueText } from '../../model/compare/text/value-text.ts';
import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { knownStatuses, type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { shownDifference } from '../../state/compare/shown-difference.ts';

/** Where a difference is in its node, what was there and what is, and how many successes are as before. */
export type DifferenceCells = {
  readonly place: string;
  readonly was: string;
  readonly is: string;
  readonly usual: string;
};

/** `5 of 5` successes are as the other run. */
export function usualCell({ usual: { count, of } }: Difference): string {
  return of < 2 ? '' : `${count} of ${of}`;
}

export function differenceCells(difference: Difference, reveal: boolean): DifferenceCells {
  const shown = shownDifference(difference, reveal);
  const { kind, at, node } = shown;
  const [was, is] = fromDifference(shown.was, shown.is);
  const line = (text: string) => safeLine(text, { reveal });
  return {
    place: line(at.length > 0 ? partPath(at) : kind),
    was: line(rangeCell(shown) ?? valueCell(kind, was, node.b)),
    is: line(
      shown.rest === undefined ? valueCell(kind, is, node.a) : `${formatCount(shown.rest)} more differ`,
    ),
    usual: usualCell(difference),
  };
}

/** So much of a longer start that two texts have in common is shown. */
const mostCommon = 12;
const leastLeftOut = 8;
const mostCompared = 2_000;

/** Two texts from shortly before they differ, as a cell shows only the start of a text. */
function fromDifference(was: unknown, is: unknown): readonly [unknown, unknown] {
  if (typeof was !== 'string' || typeof is !== 'string') return [was, is];
  let common = 0;
  while (common < mostCompared && common < was.length && was[common] === is[common]) common += 1;
  const cut = common - mostCommon;
  return cut < leastLeftOut ? [was, is] : [`…${was.slice(cut)}`, `…${is.slice(cut)}`];
}

/** Of numbers that successes do not agree about, the least and the greatest. */
function rangeCell({ kind, usual: { range, varies } }: Difference): string | undefined {
  if (!range || !varies) return undefined;
  const [least, most] = range.map(value => valueCell(kind, value, undefined));
  return least === most ? least : `${least} to ${most}`;
}

function valueCell(kind: Difference['kind'], value: unknown, node: RunNode | undefined): string {
  if (value === undefined) return kind === 'error' ? 'no error' : 'not there';
  if (kind === 'duration') return formatDuration(Number(value));
  const status = kind === 'status' ? knownStatuses.find(known => known === value) : undefined;
  if (status) return statusCell(status, node);
  return kind === 'error' || kind === 'status' ? String(value) : valueText(value);
}

/** `✖ TimeoutError: …`, where an error was recorded. */
function statusCell(status: RunStatus, node: RunNode | undefined): string {
  const { glyph, label } = statusInfo[status];
  const error = status === 'failed' && node ? describeNodeError(node) : undefined;
  return `${glyph} ${error || label}`;
}
