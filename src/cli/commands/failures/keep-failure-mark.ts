import type { RunStore } from '../../../contract/run-store.ts';
import type { TargetInfo } from '../../../contract/target-info.ts';
import {
  type FailureMark,
  formatNote,
  type NewFailureMark,
} from '../../../model/failure/memory/failure-mark.ts';
import { countOf, formatTime, toIsoTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { type KeptMark, keepMark, readFailureMemory } from '../../../operations/failures/failure-memory.ts';
import { type Context, userName } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import type { DataOptions } from '../../options/output-options.ts';
import { createListPrinter, type ListShape } from '../../print/print-list.ts';
import { withStore } from '../../store/with-store.ts';
import { findMarkedFailure } from './read-failure-groups.ts';

type Told = Omit<NewFailureMark, 'shown'>;

/** Makes a mark of what is told, with what the mark before it holds, and prints where it is kept. */
export async function keepFailureMark(
  told: Told,
  { target, output }: DataOptions,
  context: Context,
): Promise<number> {
  return withStore(target, context, async store => {
    const found = await findMarkedFailure(store, told.failureId, context);
    const own = await openOwnFailures(context, store.target);
    const { now, signal } = context;
    const place = { store, own, signal };
    const before = told.kind === 'known' ? await findMark({ ...told, ...found }, place) : undefined;
    const mark = {
      ...told,
      note: told.note ?? before?.note,
      ticket: told.ticket ?? before?.ticket,
      ...found,
    };
    const kept = await keepMark({ ...place, mark, by: userName(context), now: now() });
    const problem = kept.keptIn === 'own' ? own.problem() : undefined;
    const printer = createListPrinter(markShape(store.target, context), output, context);
    await printer.add([{ mark, ...kept, problem }]);
    await printer.end();
    return problem === undefined ? exitCodes.ok : exitCodes.failed;
  });
}

type Place = Parameters<typeof readFailureMemory>[0] & { readonly store: RunStore };

async function findMark({ failureId, kind }: Told, place: Place): Promise<FailureMark | undefined> {
  const { marks } = await readFailureMemory(place);
  return marks.find(mark => mark.failureId === failureId && mark.kind === kind);
}

type MarkRow = KeptMark & {
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
  if (kind === 'known') return `known · ${formatNote({ ticket, note })}`;
  const until = mutedUntil === undefined ? '' : ` until ${formatTime(mutedUntil)}`;
  const count =
    mutedForCount === undefined
      ? ''
      : ` until ${countOf(mutedForCount, 'more run has', 'more runs have')} failed`;
  return `muted${until}${count}${mutedUntil !== undefined && mutedUntil <= now ? ', which is over' : ''}`;
}
