import type { SeenGroup } from '../../model/failure/memory/failure-mark.ts';
import { createFailureStates, type StateOf } from '../../model/failure/memory/failure-states.ts';
import { type OwnFailures, readFailureMemory } from '../../operations/failures/failure-memory.ts';
import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { isInGroup } from './groups-state.ts';
import { createSeenGroups } from './seen-groups.ts';
import { createSuccessesCounter } from './successes-counter.ts';

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
