import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { type SeenGroup, toShown } from '../../model/failure/memory/failure-mark.ts';
import { createFailureStates, type StateOf } from '../../model/failure/memory/failure-states.ts';
import { countSuccesses } from '../../operations/failures/count-successes.ts';
import { type OwnFailures, readFailureMemory } from '../../operations/failures/failure-memory.ts';
import { createJob } from '../shell/jobs.ts';
import { tableRows } from '../shell/layout.ts';
import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { isInGroup } from './groups-state.ts';

/** Reads what is kept of the groups that are shown, and keeps which were shown once the user leaves them. */
export function rememberGroups(context: SessionContext): Reaction {
  const { dispatch, getState, effects, store, run } = context;
  const counter = createSuccessesCounter(context);
  let own: OwnFailures | undefined;
  const seen = createSeenGroups(context, () => own);
  /** What was seen before this visit; entering a group and coming back is one visit. */
  let seenBefore: readonly SeenGroup[] | undefined;
  /** Nothing is drawn again where what is kept of the groups is as it was. */
  let last: { readonly of: string; readonly stateOf: StateOf } | undefined;
  let reading = new AbortController();

  async function load(): Promise<void> {
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    try {
      await read(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async function read(signal: AbortSignal): Promise<void> {
    const opened = store();
    own = await effects.ownFailures(opened.target);
    seenBefore ??= own.seen();
    const { marks } = await readFailureMemory({ store: opened, own, signal });
    if (signal.aborted) return;
    const memory = { marks, seen: seenBefore };
    const of = JSON.stringify(memory);
    if (last?.of !== of) last = { of, stateOf: createFailureStates(memory) };
    const { stateOf } = last;
    if (getState().groups?.stateOf !== stateOf) dispatch({ type: 'group-memory-read', stateOf });
    await counter.count();
  }

  function stopReading(): void {
    reading.abort();
    counter.stop();
  }

  function stop(): void {
    stopReading();
    seen.keep();
  }

  const react = (before: State, after: State): void => {
    const isOther = before.store.target !== after.store.target;
    const [wasShown, isShown] = [before.screen === 'groups' && !isOther, after.screen === 'groups'];
    if (isOther) {
      stop();
      own = undefined;
      counter.restart();
    }
    if (wasShown && !isShown) {
      stopReading();
      seen.keepSoon();
    }
    if (!isShown) return;
    seen.keepDue();
    if (!wasShown || before.groups !== after.groups) seen.look(after);
    if (before.groups?.of !== after.groups?.of) counter.restart();
    if (!wasShown && !isInGroup(before)) seenBefore = undefined;
    const hasNew = before.groups?.rows !== after.groups?.rows && after.groups?.isWhole;
    const isMarked = before.groups?.markings !== after.groups?.markings;
    if (!wasShown || hasNew || isMarked) run(load);
  };
  return { react, stop };
}

/** The groups that were in sight, which are kept in the user's file once the user leaves them. */
type SeenGroups = {
  readonly look: (state: State) => void;
  /** Keeps them after the next frame was painted, which would wait for a file to be written. */
  readonly keepSoon: () => void;
  /** Keeps now what `keepSoon` has yet to keep. */
  readonly keepDue: () => void;
  readonly keep: () => void;
};

/** `own` is where they are kept; nothing is kept while it is not open. */
function createSeenGroups(
  { dispatch, finish }: Pick<SessionContext, 'dispatch' | 'finish'>,
  own: () => OwnFailures | undefined,
): SeenGroups {
  const shown = new Map<string, SeenGroup>();
  let isDue = false;
  let isReported = false;

  function keep(): void {
    isDue = false;
    if (shown.size > 0) own()?.addSeen([...shown.values()]);
    shown.clear();
    reportProblem();
  }

  function keepDue(): void {
    if (isDue) keep();
  }

  function reportProblem(): void {
    const problem = own()?.problem();
    if (problem === undefined || isReported) return;
    isReported = true;
    const text = `what you have seen lasts until you quit: ${problem}`;
    dispatch({ type: 'noticed', text, tone: 'error' });
  }

  return {
    keep,
    keepDue,
    look(state) {
      const { groups } = state;
      for (const group of groups?.rows.slice(groups.top, groups.top + tableRows(state)) ?? [])
        shown.set(group.id, { failureId: group.id, shown: toShown(group) });
    },
    keepSoon() {
      isDue = true;
      finish(async () => {
        await yieldToEventLoop();
        keepDue();
      });
    },
  };
}

/** They take many reads, and are counted no more often than this while groups change. */
const leastBetweenMs = 5_000;

/** Counts the successful runs since the last failure of the groups that are shown. */
function createSuccessesCounter(context: SessionContext) {
  const { getState, dispatch, store, now } = context;
  const job = createJob(context, error => {
    throw error;
  });
  let countedAt = Number.NEGATIVE_INFINITY;

  async function read(signal: AbortSignal): Promise<void> {
    const { rows } = getState().groups ?? { rows: [] };
    const successes = await countSuccesses(store(), rows, { now: now(), signal });
    if (signal.aborted) return;
    countedAt = now();
    const found = rows.flatMap(group => {
      const since = successes(group);
      return since ? [[group.id, since] as const] : [];
    });
    dispatch({ type: 'group-memory-read', successes: new Map(found) });
  }

  return {
    /** What is recorded meanwhile does not begin it again, or it would never end. */
    async count(): Promise<void> {
      if (!getState().groups?.isWhole || job.isBusy() || now() - countedAt < leastBetweenMs) return;
      await job.start(read);
    },
    /** What was counted a moment ago still holds for who comes back. */
    stop: job.stop,
    /** Counts other groups at once. */
    restart(): void {
      job.stop();
      countedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
