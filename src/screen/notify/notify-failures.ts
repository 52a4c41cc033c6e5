import { untilAborted } from '../../async/deadline.ts';
import { sleep } from '../../async/sleep.ts';
import type { RunSummary } from '../../model/run.ts';
import { restAfterRead, timeRead } from '../../operations/follow/read-pace.ts';
import { nothingToNotify, paceNotices } from '../../operations/notify/notice-pace.ts';
import { withoutMuted } from '../../operations/notify/without-muted.ts';
import { createRunWatch, type RunWatch } from '../../operations/watch/run-watch.ts';
import { questionOf } from '../groups/groups-state.ts';
import { queryOf } from '../groups/read-groups.ts';
import { createReader } from '../shell/jobs.ts';
import { type Command, inProgram } from '../shell/keymap.ts';
import { type Action, type Reaction, type SessionContext, type State, withStore } from '../shell/state.ts';

declare module '../shell/state.ts' {
  interface StoreState {
    readonly isNotifying: boolean;
  }
  interface Actions {
    readonly notify: { readonly type: 'notify-toggled' };
  }
}

export function applyNotifyAction(state: State, action: Action): State | undefined {
  if (action.type !== 'notify-toggled') return undefined;
  return withStore(state, { isNotifying: !state.store.isNotifying });
}

/** While it is on, rings for unmuted failures of the view or the open group. */
export function notifyFailures(context: SessionContext): Reaction {
  const { store, getState, run, effects, now } = context;
  let watch: RunWatch | undefined;
  let pace = nothingToNotify;

  const notify = (added: readonly RunSummary[]): void => {
    const { pace: next, text } = paceNotices(pace, added, now());
    pace = next;
    if (text !== undefined) run(() => effects.notify(text));
  };

  const readNew = async (watched: RunWatch, signal: AbortSignal) => {
    const { changed, hasMore } = await watched.read(signal);
    const own = await effects.ownFailures(store().target);
    return { hasMore, added: await withoutMuted(changed, { store: store(), own, now: now(), signal }) };
  };

  const readAll = async (signal: AbortSignal): Promise<void> => {
    watch ??= createRunWatch(store(), queryOf(getState().list), now);
    const watched = watch;
    for (let isDone = false; !isDone; ) {
      const { result, tookMs } = await timeRead(() => untilAborted(readNew(watched, signal), signal));
      watched.noteOutage(true);
      notify(result.added);
      isDone = !result.hasMore;
      await sleep(restAfterRead(store().target, tookMs, { hasKeys: true }), signal);
    }
  };

  const reader = createReader(context, readAll, () => watch?.noteOutage(false));

  const startAgain = (): void => {
    reader.stop();
    watch = undefined;
    pace = { ...nothingToNotify, notifiedAt: pace.notifiedAt };
  };

  const react = (before: State, after: State): void => {
    if (isOther(before, after)) startAgain();
    if (!after.store.isNotifying) return;
    const isReadAgain = before.list.rows !== after.list.rows || before.store.counts !== after.store.counts;
    if (!before.store.isNotifying || isReadAgain) run(reader.load);
    else if (after.now !== before.now) notify([]);
  };
  return { react, stop: reader.stop };
}

function isOther(before: State, after: State): boolean {
  if (before.store.isNotifying !== after.store.isNotifying) return true;
  if (before.store.target !== after.store.target) return true;
  return before.list !== after.list && questionOf(before.list) !== questionOf(after.list);
}

export const notifyCommands: readonly Command[] = [
  {
    ...inProgram('notify', 'B', 'notify', 'ring the terminal when a run of this list fails'),
    isRare: true,
    run: toggleNotify,
  },
];

function toggleNotify({ getState, dispatch, say }: SessionContext): void {
  dispatch({ type: 'notify-toggled' });
  const text = getState().store.isNotifying
    ? 'the terminal rings when a run of this list fails, at most once a minute'
    : 'the terminal no longer rings when runs fail';
  say(text);
}
