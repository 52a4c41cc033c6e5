import type { Reaction } from '../shell/reader-context.ts';
import { type ListLook, lookKey, type Memory, type TargetLook } from '../shell/remembered.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';

/** Remembers what the user changes, and reports once that nothing is kept. */
export function createLookReaction({ effects: { memory }, dispatch }: SessionContext): Reaction {
  let isReported = false;
  const react = (before: State, after: State): void => {
    if (before.store.target !== after.store.target || !rememberChange(memory, before, after)) return;
    const problem = memory.problem();
    if (problem === undefined || isReported) return;
    isReported = true;
    dispatch({ type: 'noticed', text: `what you choose lasts until you quit: ${problem}`, tone: 'error' });
  };
  return { react, stop: () => {} };
}

/** A saved view has its own columns and order; the built-in ones share the target's. */
function rememberChange(memory: Memory, before: State, after: State): boolean {
  const { view } = after.list;
  const isSameView = view.id === before.list.view.id;
  const ofList = isSameView ? listChange(before, after) : {};
  const stored = view.saved && memory.views().find(({ label }) => label === view.label);
  const ofTarget: TargetLook = {
    ...(isSameView ? undefined : { view: view.id }),
    ...(view.saved ? undefined : ofList),
    ...lookChange(before.look, after.look),
  };
  const hasTarget = Object.keys(ofTarget).length > 0;
  const hasView = stored !== undefined && Object.keys(ofList).length > 0;
  if (hasTarget) memory.rememberLook(lookKey(after.store.target), ofTarget);
  if (hasView) memory.saveView({ ...stored, ...ofList });
  return hasTarget || hasView;
}

function listChange(before: State, { look: { columns }, list: { sort } }: State): ListLook {
  return {
    ...(columns === before.look.columns ? undefined : { columns }),
    ...(sort === before.list.sort ? undefined : { sort }),
  };
}

function lookChange(before: State['look'], { absoluteTimes, format, wrap }: State['look']): TargetLook {
  return {
    ...(before.absoluteTimes === absoluteTimes ? undefined : { absoluteTimes }),
    ...(before.format === format ? undefined : { format }),
    ...(before.wrap === wrap ? undefined : { wrap }),
  };
}
