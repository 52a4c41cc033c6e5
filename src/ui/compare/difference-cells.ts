import { jsonType } from '../../model/compare/json-type.ts';
import { describeNodeError } from '../../model/compare/node/describe-node-error.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import { changedWords, endOf } from '../../model/compare/text/changed-words.ts';
import { partPath } from '../../model/compare/text/difference-path.ts';
import { valueText } from '../../model/compare/text/value-text.ts';
import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { knownStatuses, type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth } from '../../model/text/width.ts';
import { shownDifference } from '../../state/compare/shown-difference.ts';
import type { CompareColumns } from './compare-columns.ts';

/** Where a difference is in its node, what was there and what is, and how many successes are as before. */
export type DifferenceCells = {
  readonly place: string;
  readonly was: string;
  readonly is: string;
  readonly usual: string;
};

/** `5 of 5` successes are as the other run; `number, 5 of 5`, or `number`, if only the type is the same. */
export function usualCell(difference: Difference, width: number): string {
  const { count, of } = difference.usual;
  if (of < 2) return '';
  const type = usualType(difference);
  const text = `${type === undefined ? '' : `${type}, `}${count} of ${of}`;
  return type !== undefined && displayWidth(text) > width ? type : text;
}

/** The type of a payload's value that is another one in each success, and told by no range. */
function usualType(difference: Difference): string | undefined {
  const { at, was, is, usual } = difference;
  const value = usual.isOfA ? is : was;
  const isTold = at.length === 0 || value === undefined || rangeCell(difference) !== undefined;
  return usual.varies && !isTold ? jsonType(value) : undefined;
}

/** Where in its node: a path, or else what differs. */
export function placeCell({ at, kind }: Difference): string {
  return at.length > 0 ? partPath(at) : kind;
}

/** For columns of these widths. */
export function differenceCells(
  difference: Difference,
  reveal: boolean,
  columns: Pick<CompareColumns, 'was' | 'usual'>,
): DifferenceCells {
  const shown = shownDifference(difference, reveal);
  const { kind, node } = shown;
  const [was, is] = fromDifference(shown, columns.was);
  const line = (text: string) => safeLine(text, { reveal });
  return {
    place: line(placeCell(shown)),
    was: line(rangeCell(shown) ?? valueCell(kind, was, node.b)),
    is: line(
      shown.rest === undefined
        ? `${shown.isHidden ? 'another ' : ''}${valueCell(kind, is, node.a)}`
        : `${formatCount(shown.rest)} more differ`,
    ),
    usual: usualCell(difference, columns.usual),
  };
}

/** So much of a cell is for what two long texts have in common before the first change. */
const shareBefore = 0.3;
const unitsShown = 200;

/** Two long texts from shortly before they differ, as a cell shows only the start of a text. */
function fromDifference(shown: Difference, width: number): readonly [was: unknown, is: unknown] {
  const { was, is } = shown;
  const words = changedWords(shown);
  if (!words || typeof was !== 'string' || typeof is !== 'string') return [was, is];
  const { start } = words;
  const before = endOf(was.slice(0, start), Math.floor(shareBefore * width));
  return [was, is].map(text => before + text.slice(start, start + unitsShown)) as [string, string];
}

/** Of numbers that successes do not agree about, the least and the greatest. */
function rangeCell({ kind, usual: { range, varies, isOfA } }: Difference): string | undefined {
  if (!range || !varies || isOfA) return undefined;
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
