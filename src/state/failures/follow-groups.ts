import type { Reaction } from '../session/reaction.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';
import { questionOf } from './groups-state.ts';

/** Reads the groups once they are shown, or the list asks for others; stops when the user leaves them. */
export function followGroups({ run, groups }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    const [wasShown, isShown] = [before.screen === 'groups', after.screen === 'groups'];
    if (wasShown && !isShown) groups.stop();
    if (!isShown || (wasShown && before.list === after.list)) return;
    if (!wasShown || questionOf(before.list) !== questionOf(after.list)) run(groups.load);
  };
  return { react, stop: groups.stop };
}
