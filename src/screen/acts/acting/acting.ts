import { knownFailure } from '../../../model/failure/summarize-failure.ts';
import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import type { RunSummary } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { judgeTried, type Tried } from '../../../operations/acts/canary.ts';
import { shownStatus } from '../../../operations/acts/cancel-runs.ts';
import { noneRetried, type Retried } from '../../../operations/acts/find-retried.ts';
import type { FoundRun } from '../../../operations/acts/find-runs.ts';
import { type Act, type ActOutcome, mayTryAgain } from '../../../operations/acts/perform-act.ts';
import { dialogRows } from '../../shell/layout.ts';
import type { Size } from '../../shell/state.ts';
import { scrollTo } from '../../table/reduce-list.ts';

export type Acting = {
  readonly type: 'acting';
  readonly act: Act;
  readonly runs: readonly RunTarget[];
  /** The earlier retries known when the runs were chosen. */
  readonly retried: Retried;
  /** By the index of the run; `undefined` until an answer arrives. */
  readonly outcomes: readonly (ActOutcome | undefined)[];
  /** The indexes of the runs as listed: at the end, those that were not done come first. */
  readonly order: readonly number[];
  /** `watching`: sends nothing until the first few runs have ended. */
  readonly phase: 'acting' | 'watching' | 'stopping' | 'ended';
  readonly canary?: Canary;
  readonly round: Round;
  readonly newRuns: NewRuns;
  /** An index in `order`. */
  readonly cursor: number;
  /** The first visible row while rows are not wrapped. */
  readonly top: number;
  readonly isWrapped: boolean;
};

/** The few runs that are retried first, and whether the rest follows. */
type Canary = {
  readonly indexes: readonly number[];
  /** The failure group of all the runs, where it is one. */
  readonly group?: string;
  readonly phase: 'trying' | 'stopped' | 'passed' | 'failed';
  readonly text?: string;
};

/** The indexes of runs to act on in one go; each new object begins a round. */
export type Round = { readonly indexes: readonly number[] };

export type IndexedOutcome = readonly [index: number, outcome: ActOutcome];

export type ManyRuns = {
  readonly act: Act;
  readonly runs: readonly RunTarget[];
  readonly retried?: Retried;
  readonly canary?: { readonly size: number; readonly group?: string };
};

export function createActing({ act, runs, retried = noneRetried, canary }: ManyRuns): Acting {
  const order = runs.map((_, index) => index);
  const outcomes = runs.map((): ActOutcome | undefined => undefined);
  const indexes = canary ? order.slice(0, canary.size) : order;
  return {
    ...{ type: 'acting', act, runs, retried, outcomes, order, phase: 'acting' },
    ...{ canary: canary && { indexes, group: canary.group, phase: 'trying' }, round: { indexes } },
    ...{ newRuns: new Map(), cursor: 0, top: 0, isWrapped: false },
  };
}

export function chosenIndex({ order, cursor }: Acting): number {
  return order[cursor] ?? 0;
}

export function hasUnsent({ outcomes }: Acting): boolean {
  return outcomes.includes(undefined);
}

export function hasFailed({ outcomes }: Acting): boolean {
  return outcomes.some(mayTryAgain);
}

const linesBesideRuns = 4;

export function actingRows(size: Size): number {
  return Math.max(1, dialogRows(size) - linesBesideRuns);
}

export function moveInActing(acting: Acting, by: number, size: Size): Acting {
  return withCursor(acting, acting.cursor + by, size);
}

export function stopActing(acting: Acting): Acting {
  if (acting.phase === 'watching') return { ...withoutCanary(acting), phase: 'ended' };
  return acting.phase === 'acting' ? { ...withoutCanary(acting), phase: 'stopping' } : acting;
}

/** The user takes over: the rest no longer follows by itself. */
function withoutCanary(acting: Acting): Acting {
  const { canary } = acting;
  return canary?.phase === 'trying' ? { ...acting, canary: { ...canary, phase: 'stopped' } } : acting;
}

/** Continues with the runs that were not sent: with those that go first, if they were stopped. */
export function resumeActing(acting: Acting): Acting {
  const { canary, outcomes, phase } = acting;
  if (canary?.phase !== 'stopped' || phase !== 'ended') return beginRound(acting, outcome => !outcome);
  const indexes = canary.indexes.filter(index => !outcomes[index]);
  const trying = { ...acting, canary: { ...canary, phase: 'trying' } } as const;
  if (indexes.length === 0) return { ...trying, phase: 'watching' };
  return { ...trying, phase: 'acting', round: { indexes } };
}

export function tryAgain(acting: Acting): Acting {
  return beginRound(acting, mayTryAgain);
}

function withCursor(acting: Acting, wanted: number, size: Size): Acting {
  const rows = acting.order.length;
  const cursor = Math.max(0, Math.min(rows - 1, wanted));
  return { ...acting, cursor, top: scrollTo(acting.top, cursor, actingRows(size), rows) };
}

function beginRound(acting: Acting, isWanted: (outcome: ActOutcome | undefined) => boolean): Acting {
  const indexes = [...acting.outcomes.keys()].filter(index => isWanted(acting.outcomes[index]));
  if (acting.phase !== 'ended' || indexes.length === 0) return acting;
  const outcomes = acting.outcomes.slice();
  for (const index of indexes) outcomes[index] = undefined;
  return { ...acting, outcomes, phase: 'acting', round: { indexes } };
}

export function withOutcomes(acting: Acting, arrived: readonly IndexedOutcome[]): Acting {
  const outcomes = acting.outcomes.slice();
  for (const [index, outcome] of arrived) outcomes[index] = outcome;
  return { ...acting, outcomes };
}

const ranks: Readonly<Record<ActOutcome['type'], number>> = { unknown: 0, failed: 1, refused: 2, done: 4 };
const rankOfUnsent = 3;

/** Returns the same object where nothing new was read. */
export function withNewRuns(acting: Acting, read: NewRuns): Acting {
  const { newRuns: known } = acting;
  const changed = [...read].filter(([address, run]) => !isSame(known.get(address), run));
  return changed.length === 0 ? acting : { ...acting, newRuns: new Map([...known, ...changed]) };
}

/** A cursor that was moved stays on its run. */
export function endRound(acting: Acting, size: Size): Acting {
  if (acting.canary?.phase === 'trying') return { ...acting, phase: 'watching' };
  const rankOf = (index: number): number => {
    const outcome = acting.outcomes[index];
    return outcome ? ranks[outcome.type] : rankOfUnsent;
  };
  const order = acting.order.toSorted((a, b) => rankOf(a) - rankOf(b) || a - b);
  const cursor = acting.cursor === 0 ? 0 : order.indexOf(chosenIndex(acting));
  return withCursor({ ...acting, order, phase: 'ended', top: 0 }, cursor, size);
}

export function pendingNewRuns(acting: Acting): readonly string[] {
  return startedRuns(acting).filter(address => acting.newRuns.get(address)?.isActive !== false);
}

export function newRunAt({ outcomes, newRuns }: Acting, index: number): NewRun | undefined {
  const address = outcomes[index]?.started;
  return address === undefined ? undefined : newRuns.get(address);
}

export function readNewRuns(acting: Acting): readonly NewRun[] {
  const runs = startedRuns(acting).flatMap(address => acting.newRuns.get(address) ?? []);
  const rankOf = ({ status, isActive }: NewRun): number => (status === 'failed' ? 0 : isActive ? 1 : 2);
  return runs.toSorted((a, b) => rankOf(a) - rankOf(b));
}

export function areAllRead(acting: Acting): boolean {
  return startedRuns(acting).every(address => acting.newRuns.has(address));
}

function startedRuns({ order, outcomes }: Acting): readonly string[] {
  return order.flatMap(index => outcomes[index]?.started ?? []);
}

/** A run that a retry started, as read last. */
export type NewRun = ReturnType<typeof toNewRun>;

/** `glyph` and `label` are of the status as shown, such as `⊘ Canceling`. */
export function toNewRun(run: RunSummary, now: number) {
  const { id, createdAt, actor, status, errorSummary } = run;
  const { glyph, label } = shownStatus(run, now);
  const error = status === 'failed' && errorSummary ? describeErrorInRow(errorSummary) : undefined;
  const isLinked = run.retryOf !== undefined;
  const failure = knownFailure(run)?.failure;
  return { id, createdAt, actor, isLinked, status, glyph, label, isActive: isActive(run), error, failure };
}

/** By address. */
export type NewRuns = ReadonlyMap<string, NewRun>;

function isSame(before: NewRun | undefined, { status, label, isActive, error }: NewRun): boolean {
  if (before?.status !== status || before.label !== label) return false;
  return before.isActive === isActive && before.error === error;
}

/** A run to act on, as it was when chosen; `status` as shown. */
export type RunTarget = Pick<FoundRun, 'address' | 'id' | 'target' | 'name' | 'status' | 'failure'>;

/** Sends the rest once the first runs have all succeeded; ends with a reason once one has not. */
export function judgeCanary(acting: Acting): Acting {
  const { canary, outcomes, runs } = acting;
  if (canary?.phase !== 'trying' || acting.phase !== 'watching') return acting;
  const tried = canary.indexes.map(
    (index): Tried => ({
      before: runs[index]?.failure,
      isStarted: outcomes[index]?.started !== undefined,
      run: newRunAt(acting, index),
    }),
  );
  const answer = judgeTried(tried, canary.group);
  if (answer.type === 'waiting') return acting;
  if (answer.type === 'failed')
    return { ...acting, phase: 'ended', canary: { ...canary, phase: 'failed', text: answer.text } };
  const rest = [...outcomes.keys()].filter(index => outcomes[index] === undefined);
  const passed = { ...acting, canary: { ...canary, phase: 'passed' } } as const;
  return { ...passed, phase: 'acting', round: { indexes: rest } };
}

export function canaryText({ canary, phase, outcomes }: Acting): string | undefined {
  if (canary?.phase === 'failed' && canary.text !== undefined && phase === 'ended') {
    const left = outcomes.filter(outcome => outcome === undefined).length;
    return left > 0 ? `${canary.text}: c runs the other ${left} again all the same` : canary.text;
  }
  if (phase !== 'watching') return undefined;
  return `the rest follows once these ${canary?.indexes.length} have succeeded`;
}
