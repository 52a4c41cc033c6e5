import { InvalidArgumentError } from 'commander';
import type { RunStore } from '../../../contract/run-store.ts';
import type { TargetInfo } from '../../../contract/target-info.ts';
import { InspectorError } from '../../../model/errors.ts';
import {
  type FailureMark,
  formatNote,
  markLimits,
  type NewFailureMark,
} from '../../../model/failure/memory/failure-mark.ts';
import { comingTime } from '../../../model/query/resolve-time.ts';
import { countOf, formatTime, toIsoTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import {
  type KeptMark,
  keepMark,
  type RemovedMarks,
  readFailureMemory,
  removeMarks,
} from '../../../operations/failures/failure-memory.ts';
import { findFailureGroup } from '../../../operations/failures/group-failures.ts';
import { type Context, userName } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { type DataOptions, defineCommand } from '../../options/define-command.ts';
import { parseCount } from '../../options/parse-value.ts';
import { type ListShape, printList } from '../../print/print-list.ts';
import { writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { findMarkedFailure, searchGroups } from './read-failure-groups.ts';

const failureId = ['<failure-id>', 'its id, as `failures list` prints it'] as const;

export const failuresNote = defineCommand({
  description: 'write a note on a group of failures, for everyone who reads the store',
  declare: command =>
    command
      .argument(...failureId)
      .argument('[text]', 'what is known')
      .option('--ticket <ticket>', 'the ticket elsewhere, such as OPS-12'),
  examples: { 'runlens failures note 0k3x9f0a1b2 "the mail provider is slow" --ticket OPS-12': '' },
  run: async (options: DataOptions & { readonly ticket?: string }, context) => {
    const { ticket, args } = options;
    const [id = '', note] = args;
    requireText(note, ticket);
    return keepFailureMark({ failureId: id, kind: 'known', note, ticket }, options, context);
  },
});

function requireText(note: string | undefined, ticket: string | undefined): void {
  const hint = '`runlens failures unmark` removes a note';
  if ((note ?? '') === '' && (ticket ?? '') === '')
    throw new InspectorError('usage', 'a note needs a text or --ticket', { hint });
  if ((note ?? '').length > markLimits.note || (ticket ?? '').length > markLimits.ticket)
    throw new InspectorError(
      'usage',
      `a note has ${markLimits.note} characters at most, a ticket ${markLimits.ticket}`,
    );
}

type Mute = DataOptions & { readonly until?: number; readonly count?: number };

export const failuresMute = defineCommand({
  description: 'mute a group of failures until a time, or until more runs have failed',
  declare: (command, context) =>
    command
      .argument(...failureId)
      .option('--until <time>', '7d, 12h, tomorrow, friday, or a date such as 2026-12-24', text =>
        parseUntil(text, context.now()),
      )
      .option('--count <count>', 'until this many more runs have failed', parseCount),
  examples: {
    'runlens failures mute 0k3x9f0a1b2 --until 7d': '',
    'runlens failures mute 0k3x9f0a1b2 --count 100': '',
  },
  run: async (options: Mute, context) => {
    const { until, count, args } = options;
    const [id = ''] = args;
    if (until === undefined && count === undefined)
      throw new InspectorError('usage', 'a mute needs --until or --count', {
        hint: 'for example --until 7d',
      });
    const asked = { failureId: id, kind: 'muted', mutedUntil: until, mutedForCount: count } as const;
    return keepFailureMark(asked, options, context);
  },
});

function parseUntil(text: string, now: number): number {
  const at = comingTime(text, now);
  if (at === undefined)
    throw new InvalidArgumentError('It takes a time such as 7d, 12h, tomorrow, friday or 2026-12-24.');
  if (at <= now) throw new InvalidArgumentError('It takes a time to come.');
  return at;
}

export const failuresUnmark = defineCommand({
  description: 'remove the note and the mute of a group of failures',
  declare: command => command.argument(...failureId),
  examples: { 'runlens failures unmark 0k3x9f0a1b2': '' },
  run: runFailuresUnmark,
});

async function runFailuresUnmark(options: DataOptions, context: Context): Promise<void> {
  const { args, output, target } = options;
  const [id = ''] = args;
  await withStore(target, context, async store => {
    const own = await openOwnFailures(context, store.target);
    const { marks, reason } = await removeAll({ store, own, signal: context.signal }, id, context);
    const rows = marks.map(({ keptIn, ...mark }) => ({ mark, keptIn, isRemoved: true as const }));
    await printList(rows, markShape(store.target, context), output, context);
    if (reason !== undefined) throw new InspectorError('conflict', `the marks stay: ${reason}`);
    if (marks.length === 0) writeNotice(`nobody has noted or muted ${id}`, context);
  });
}

/** The marks may be on the id that the group has now. */
async function removeAll(
  place: Parameters<typeof removeMarks>[0] & { readonly store: RunStore },
  id: string,
  context: Context,
): Promise<RemovedMarks> {
  const removed = await removeMarks(place, id);
  if (removed.marks.length > 0 || removed.reason !== undefined || !place.store.failureMarks) return removed;
  const group = await searchGroups(context, options => findFailureGroup(place.store, id, options));
  return group === undefined || group.id === id ? removed : removeMarks(place, group.id);
}

type MarkRequest = Omit<NewFailureMark, 'shown'>;

/** A new note or ticket keeps the other of the two as it was. */
async function keepFailureMark(
  asked: MarkRequest,
  { target, output }: DataOptions,
  context: Context,
): Promise<number> {
  return withStore(target, context, async store => {
    const found = await findMarkedFailure(store, asked.failureId, context);
    const own = await openOwnFailures(context, store.target);
    const { now, signal } = context;
    const place = { store, own, signal };
    const before = asked.kind === 'known' ? await findMark({ ...asked, ...found }, place) : undefined;
    const mark = {
      ...asked,
      note: asked.note ?? before?.note,
      ticket: asked.ticket ?? before?.ticket,
      ...found,
    };
    const kept = await keepMark({ ...place, mark, by: userName(context), now: now() });
    const problem = kept.keptIn === 'own' ? own.problem() : undefined;
    await printList([{ mark, ...kept, problem }], markShape(store.target, context), output, context);
    return problem === undefined ? exitCodes.ok : exitCodes.failed;
  });
}

type Place = Parameters<typeof readFailureMemory>[0] & { readonly store: RunStore };

async function findMark({ failureId, kind }: MarkRequest, place: Place): Promise<FailureMark | undefined> {
  const { marks } = await readFailureMemory(place);
  return marks.find(mark => mark.failureId === failureId && mark.kind === kind);
}

type MarkRow = KeptMark & {
  readonly mark: NewFailureMark & Partial<Pick<FailureMark, 'at' | 'by'>>;
  readonly isRemoved?: true;
  readonly problem?: string;
};

function markShape(target: TargetInfo, { now }: Pick<Context, 'now'>): ListShape<MarkRow> {
  return {
    toJson: ({ mark, keptIn, targets, reason, isRemoved, problem }) => ({
      id: mark.failureId,
      result: isRemoved ? 'removed' : 'kept',
      ...{ kind: mark.kind, note: mark.note, ticket: mark.ticket },
      mutedUntil: mark.mutedUntil === undefined ? undefined : toIsoTime(mark.mutedUntil),
      mutedForCount: mark.mutedForCount,
      keptIn,
      targets,
      reason: problem ?? reason,
    }),
    tsv: ['id', 'result', 'kind', 'note', 'ticket', 'mutedUntil', 'mutedForCount', 'keptIn', 'reason'],
    table: rows => rows.map(row => safeLine(describe(row, target, now()))),
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
