import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { SeenGroup } from '../../model/failure/memory/failure-mark.ts';
import { createFailureStates, type StateOf } from '../../model/failure/memory/failure-states.ts';
import { countSuccesses } from '../../operations/failures/count-successes.ts';
import { readFailureMemory } from '../../operations/failures/failure-memory.ts';
import { readFirstHere } from '../../operations/failures/first-here.ts';
import { createJob, type Read } from '../shell/jobs.ts';
import type { Reaction, SessionContext, State } from '../shell/state.ts';
import type { GroupRow } from './groups-state.ts';

/** Reads the notes and mutes of the groups that are shown, and keeps which groups the user has seen. */
export function rememberGroups(context: SessionContext): Reaction {
  const { dispatch, getState, effects, store, run, finish } = context;
  const counter = createSuccessesCounter(context);
  const keepSeen = createSeenKeeper(context);
  let last: { readonly of: string; readonly stateOf: StateOf } | undefined;
  const job = createJob(context, passOn);

  async function read(signal: AbortSignal): Promise<void> {
    const opened = store();
    const own = await effects.ownFailures(opened.target);
    const memory = await readFailureMemory({ store: opened, own, signal });
    if (signal.aborted) return;
    const of = JSON.stringify(memory);
    if (last?.of !== of) last = { of, stateOf: createFailureStates(memory) };
    const { stateOf } = last;
    if (getState().groups?.stateOf !== stateOf) dispatch({ type: 'group-memory-read', stateOf });
    if (getState().screen === 'groups') await counter.count();
  }

  function stop(): void {
    job.stop();
    counter.stop();
  }

  const react = (before: State, after: State): void => {
    const isOther = before.store.target !== after.store.target;
    const [wasShown, isShown] = [before.screen === 'groups' && !isOther, after.screen === 'groups'];
    if (isOther) {
      stop();
      counter.restart();
    }
    const { seen } = after.groups ?? {};
    if (seen && seen !== before.groups?.seen) finish(() => keepSeen(seen));
    if (wasShown && !isShown) stop();
    const isMarked = before.groups && after.groups && before.groups.markings !== after.groups.markings;
    if (isShown && before.groups?.of !== after.groups?.of) counter.restart();
    const hasNew = before.groups?.all !== after.groups?.all && after.groups?.isWhole;
    if (isMarked || (isShown && (!wasShown || hasNew))) run(() => job.start(read));
  };
  return { react, stop };
}

function passOn(error: InspectorError): void {
  throw error;
}

/** Writes the user's file after the next frame was painted. */
function createSeenKeeper({ store, effects, dispatch, say }: SessionContext) {
  let isReported = false;
  return async (group: SeenGroup): Promise<void> => {
    const { target } = store();
    await yieldToEventLoop();
    const own = await effects.ownFailures(target);
    own.addSeen([group]);
    dispatch({ type: 'group-marked' });
    const problem = own.problem();
    if (problem === undefined || isReported) return;
    isReported = true;
    say(`what you have seen lasts until you quit: ${problem}`, 'error');
  };
}

/** While groups change, successes are counted no more often than this: that takes many reads. */
const leastBetweenMs = 5_000;

/** Counts the successful runs since the last failure of each group, and finds whether any run is older. */
function createSuccessesCounter(context: SessionContext) {
  const { getState, dispatch, store, now } = context;
  const job = createJob(context, passOn);
  let counted: { readonly all: readonly GroupRow[]; readonly at: number } | undefined;

  async function read(...[signal, again]: Parameters<Read>): Promise<void> {
    const { all } = getState().groups ?? { all: [] };
    const successes = await countSuccesses(store(), all, { now: now(), signal });
    const firstHereAt = await readFirstHere(store(), all, { now: now(), signal });
    if (signal.aborted) return;
    counted = { all, at: now() };
    const found = all.flatMap(group => {
      const since = successes(group);
      return since ? [[group.id, since] as const] : [];
    });
    dispatch({ type: 'group-memory-read', successes: new Map(found), firstHereAt });
    if (getState().groups?.all !== all) again(leastBetweenMs);
  }

  return {
    /** New runs are counted a while later: begun again at once, the count would never end. */
    async count(): Promise<void> {
      const { groups } = getState();
      if (!groups?.isWhole || job.isBusy()) return;
      const restMs = counted ? counted.at + leastBetweenMs - now() : 0;
      if (restMs > 0 && counted?.all === groups.all) return;
      await job.start(read, restMs);
    },
    /** Keeps what was counted for a user who comes back. */
    stop: job.stop,
    restart(): void {
      job.stop();
      counted = undefined;
    },
  };
}
