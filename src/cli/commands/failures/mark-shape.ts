import type { TargetInfo } from '../../../contract/target-info.ts';
import type { FailureMark, NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { countOf, formatTime, toIsoTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import type { KeptMark } from '../../../operations/failures/failure-memory.ts';
import type { Context } from '../../context/context.ts';
import type { ListShape } from '../../print/print-list.ts';

export type MarkRow = KeptMark & {
  readonly mark: NewFailureMark & Partial<Pick<FailureMark, 'at' | 'by'>>;
  readonly isRemoved?: true;
  /** Why it does not last. */
  readonly problem?: string;
};

export function markShape(target: TargetInfo, { now }: Pick<Context, 'now'>): ListShape<MarkRow> {
  return {
    toJson: ({ mark, keptIn, targets, reason, isRemoved, problem }) => ({
      id: mark.failureId,
      result: isRemoved ? 'removed' : 'kept',
      ...toMarkJson(mark),
      keptIn,
      targets,
      reason: problem ?? reason,
    }),
    tsv: ['id', 'result', 'kind', 'note', 'ticket', 'mutedUntil', 'mutedForCount', 'keptIn', 'reason'],
    toTable: async rows => rows.map(row => safeLine(describe(row, target, now()))),
  };
}

function toMarkJson({
  kind,
  note,
  ticket,
  mutedUntil,
  mutedForCount,
}: Omit<NewFailureMark, 'shown' | 'failureId'>) {
  return {
    kind,
    note,
    ticket,
    mutedUntil: mutedUntil === undefined ? undefined : toIsoTime(mutedUntil),
    mutedForCount,
  };
}

function describe({ mark, isRemoved, ...kept }: MarkRow, { location }: TargetInfo, now: number): string {
  const words = wordsOf(mark, now);
  const text = isRemoved ? `no longer ${words}` : `${words} (${placeOf(kept, location)})`;
  return `${mark.failureId}  ${text}`;
}

function placeOf(
  { keptIn, targets, reason, problem }: Omit<MarkRow, 'mark' | 'isRemoved'>,
  location: TargetInfo['location'],
): string {
  if (problem !== undefined) return `until this ends: ${problem}`;
  if (targets) return `kept in ${targets.join(', ')} only: the other targets could not keep it`;
  return keptIn === 'store' ? `kept in ${location}` : `for you alone: ${reason}`;
}

function wordsOf({ kind, note, ticket, mutedUntil, mutedForCount }: MarkRow['mark'], now: number): string {
  if (kind === 'known') return `known · ${[ticket, note].filter(Boolean).join(' · ')}`;
  const until = mutedUntil === undefined ? '' : ` until ${formatTime(mutedUntil)}`;
  const count =
    mutedForCount === undefined
      ? ''
      : ` until ${countOf(mutedForCount, 'more run has', 'more runs have')} failed`;
  return `muted${until}${count}${mutedUntil !== undefined && mutedUntil <= now ? ', which is over' : ''}`;
}
