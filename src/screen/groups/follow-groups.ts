import { createdBounds } from '../../model/query/compose-query.ts';
import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { questionOf } from './groups-state.ts';
import { hasOutgrown } from './groups-window.ts';
import { queryOf } from './read-groups.ts';

const leastBetweenMs = 10_000;
const partsOfWindow = 60;

/** Reads the groups once they are shown, or the list asks for others; stops when the user leaves them. */
export function followGroups({ run, groups }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    const [wasShown, isShown] = [before.screen === 'groups', after.screen === 'groups'];
    if (wasShown && !isShown) groups.stop();
    if (!isShown) return;
    if (!wasShown || questionOf(before.list) !== questionOf(after.list)) run(groups.load);
    else if (before.now !== after.now && hasMoved(after)) run(groups.refresh);
  };
  return { react, stop: groups.stop };
}

/** Whether failures may have left a window such as `since:2h`, or a window has too many parts. */
function hasMoved({ groups, list, store, now }: State): boolean {
  const { window } = groups ?? {};
  if (window?.from === undefined || store.pausedAt !== undefined || store.link.type !== 'live') return false;
  const { from, to } = window;
  const begin = createdBounds(queryOf(list), now).from;
  if (!Number.isFinite(begin) || begin === from) return hasOutgrown(window, now);
  return now - to >= Math.max(leastBetweenMs, (to - from) / partsOfWindow);
}
