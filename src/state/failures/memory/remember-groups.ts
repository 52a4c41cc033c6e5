import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import type { SeenGroup } from '../../../model/failure/memory/failure-mark.ts';
import { createFailureStates, type StateOf } from '../../../model/failure/memory/failure-states.ts';
import { toShown } from '../../../model/failure/memory/shown-failures.ts';
import { type OwnFailures, readFailureMemory } from '../../../operations/failures/failure-memory.ts';
import { tableRows } from '../../session/layout.ts';
import type { Reaction } from '../../session/reaction.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { State } from '../../session/state.ts';
import { isInGroup } from '../groups-state.ts';
import { createSuccessesCounter } from './successes-counter.ts';

/** Reads what is kept of the groups that are shown, and keeps which were shown once the user leaves them. */
export function rememberGroups(context: SessionContext): Reaction {
  const { dispatch, getState, effects, store, run, finish } = context;
  const counter = createSuccessesCounter(context);
  const shown = new Map<string, SeenGroup>();
  /** Whether the groups were left, and what was seen of them is not kept yet. */
  let isLeft = false;
  let own: OwnFailures | undefined;
  /** What was seen before this visit; entering a group and coming back is one visit. */
  let seenBefore: readonly SeenGroup[] | undefined;
  /** Nothing is drawn again where what is kept of the groups is as it was. */
  let last: { readonly of: string; readonly stateOf: StateOf } | undefined;
  let reading = new AbortController();
  let isReported = false;

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

  function look(state: State): void {
    const { groups } = state;
    for (const group of groups?.rows.slice(groups.top, groups.top + tableRows(state)) ?? [])
      shown.set(group.id, { failureId: group.id, shown: toShown(group) });
  }

  /** Keeps what was seen once the next frame is painted, which would wait for a file to be written. */
  function keepSoon(): void {
    isLeft = true;
    finish(async () => {
      await yieldToEventLoop();
      if (isLeft) keep();
    });
  }

  function keep(): void {
    isLeft = false;
    reading.abort();
    counter.stop();
    if (shown.size > 0) own?.addSeen([...shown.values()]);
    shown.clear();
    reportProblem();
  }

  function reportProblem(): void {
    const problem = own?.problem();
    if (problem === undefined || isReported) return;
    isReported = true;
    const text = `what you have seen lasts until you quit: ${problem}`;
    dispatch({ type: 'noticed', text, tone: 'error' });
  }

  const react = (before: State, after: State): void => {
    const isOther = before.store.target !== after.store.target;
    const [wasShown, isShown] = [before.screen === 'groups' && !isOther, after.screen === 'groups'];
    if (isOther) {
      keep();
      own = undefined;
      counter.restart();
    }
    if (isShown && isLeft) keep();
    if (isShown && (!wasShown || before.groups !== after.groups)) look(after);
    if (wasShown && !isShown) keepSoon();
    if (!isShown) return;
    if (before.groups?.of !== after.groups?.of) counter.restart();
    if (!wasShown && !isInGroup(before)) seenBefore = undefined;
    const hasNew = before.groups?.rows !== after.groups?.rows && after.groups?.isWhole;
    const isMarked = before.groups?.markings !== after.groups?.markings;
    if (!wasShown || hasNew || isMarked) run(load);
  };
  return { react, stop: keep };
}
