import {
  describeNodeError,
  elapsedMs,
  hasNeverEnded,
  openMs,
} from '../../../model/compare/judge/compare-outcome.ts';
import { isFarOutside } from '../../../model/compare/judge/far-outside.ts';
import type { Difference, PairedNode } from '../../../model/compare/run-comparison.ts';
import { changedWords, lastWords } from '../../../model/compare/text/changed-words.ts';
import { partPath } from '../../../model/compare/text/difference-path.ts';
import { valueText } from '../../../model/compare/text/value-text.ts';
import type { RunNode } from '../../../model/compare/tree/run-node.ts';
import { knownStatuses, type RunStatus, statusInfo } from '../../../model/status.ts';
import { formatCount, formatDuration } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { shownDifference } from '../shown-difference.ts';
import type { CompareColumns } from './compare-columns.ts';
import { noiseCell, usualCell } from './usual-cell.ts';

/** Where a difference is in its node, what was there and what is, and what the successes have there. */
export type DifferenceCells = {
  readonly place: string;
  readonly was: string;
  readonly is: string;
  readonly usual: string;
};

/** Where in its node: a path, or else what differs. */
export function placeCell({ at, kind }: Difference): string {
  return at.length > 0 ? partPath(at) : kind;
}

type Options = {
  readonly reveal: boolean;
  readonly columns: Pick<CompareColumns, 'was' | 'usual'>;
  readonly isNoise: boolean;
};

export function differenceCells(
  difference: Difference,
  { reveal, columns, isNoise }: Options,
): DifferenceCells {
  const shown = shownDifference(difference, reveal);
  const { kind, node } = shown;
  const [was, is] = fromDifference(shown, columns.was);
  const line = (text: string) => safeLine(text, { reveal });
  const [farB, farA] = farMarks(isNoise && isFarOutside(shown), shown.usual.isOfA === true);
  return {
    place: line(placeCell(shown)),
    was: line(`${valueCell(kind, was, node, 'b')}${farB}`),
    is: line(
      shown.rest === undefined
        ? `${shown.isHidden ? 'another ' : ''}${valueCell(kind, is, node, 'a')}${farA}`
        : `${formatCount(shown.rest)} more differ`,
    ),
    usual: (isNoise ? noiseCell : usualCell)({ ...difference, usual: shown.usual }, columns.usual),
  };
}

/** What stands behind the value of run `b` and of run `a`, where one is far from those of the successes. */
export function farMarks(isFar: boolean, isUsualOfA: boolean): readonly [was: string, is: string] {
  if (!isFar) return ['', ''];
  return isUsualOfA ? [farMark, ''] : ['', farMark];
}

const farMark = ' (outside)';

/** So much of a cell is for what two long texts have in common before the first change. */
const shareBefore = 0.3;
const unitsShown = 200;

/** Two long texts from shortly before they differ, as a cell shows only the start of a text. */
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

/** `✖ TimeoutError: …`, where an error was recorded. */
function statusCell(status: RunStatus, node: RunNode | undefined): string {
  const { glyph, label } = statusInfo[status];
  const error = status === 'failed' && node ? describeNodeError(node) : undefined;
  return `${glyph} ${error || label}`;
}

export const neverEnded = 'never ended';

/**
 * A step or span in one of the runs: `✖ 4.2s ×3`, `● Running for 2m`; `not there` where the run does not have
 * it. Attempts are those of steps: stores count them as attempts of the run, too.
 */
export function nodeCell(pair: PairedNode, run: 'a' | 'b', now: number): string {
  const node = pair[run];
  if (!node) return 'not there';
  if (hasNeverEnded(pair, run)) return neverEnded;
  const ms = elapsedMs(node);
  const soFar = openMs(node, now);
  const words = [
    statusInfo[node.status].glyph,
    ms === undefined ? statusInfo[node.status].label : formatDuration(ms),
    soFar === undefined ? '' : `for ${formatDuration(soFar)}`,
    node.attempts > 1 && pair.parent ? `×${node.attempts}` : '',
  ];
  return words.filter(Boolean).join(' ');
}
