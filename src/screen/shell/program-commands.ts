import type { Command, Place } from './command.ts';
import { keyOf } from './keymap.ts';
import type { SessionContext } from './session-context.ts';
import type { State } from './state.ts';

const everywhere: readonly Place[] = ['table', 'detail', 'groups', 'compare'];

type Own = Pick<Command, 'where' | 'run' | 'hint'>;

/** The command of Esc, which first of all stops a command of the user's own. */
export function backCommand({ run, ...own }: Own): Command {
  return {
    ...own,
    id: 'back',
    keys: ['escape'],
    group: 'Move',
    label: 'back',
    help: 'back, or clear the filter; from a group, to the groups',
    idle: () => `there is nothing to go back to or to clear: ${keyOf('quit')} quits`,
    run: context => {
      if (!context.ownTask.stop()) return run(context);
      context.dispatch({ type: 'noticed', text: 'stopped', tone: 'info' });
    },
  };
}

/** The command of `q` where it does not quit. */
export function leaveCommand(own: Own): Command {
  return {
    ...own,
    id: 'leave',
    keys: ['q'],
    group: 'Program',
    label: 'back',
    help: 'back to the table, or to where this was opened',
    hint: { rank: 91 },
  };
}

export function reloadCommand(own: Own): Command {
  return {
    ...own,
    id: 'reload',
    keys: ['R'],
    group: 'Program',
    label: 'reload',
    help: 'reload everything',
  };
}

/** Whether what is shown may be old. */
export function isOutdated({ store, list }: State): boolean {
  return store.link.type === 'stale' || list.missing.length > 0;
}

/** What keys do to the program as a whole. */
export const programCommands: readonly Command[] = [
  {
    id: 'pause',
    keys: ['p'],
    where: everywhere,
    group: 'Program',
    label: 'pause',
    help: 'pause or resume live updates',
    run: togglePause,
  },
  reloadCommand({
    where: ['table', 'detail', 'groups'],
    hint: { rank: ({ screen }) => (screen === 'detail' ? undefined : 40), when: isOutdated },
    run: ({ run, reload }) => run(reload),
  }),
  {
    id: 'suspend',
    keys: ['ctrl+z'],
    where: everywhere,
    group: 'Program',
    label: 'suspend',
    help: 'suspend; `fg` in the shell resumes',
    inDialogs: true,
    run: ({ effects }) => effects.suspend(),
  },
  {
    id: 'interrupt',
    keys: ['ctrl+c'],
    where: everywhere,
    group: 'Program',
    label: 'quit',
    help: 'quit at once',
    inDialogs: true,
    run: ({ effects }) => effects.quit(130),
  },
  {
    id: 'quit',
    keys: ['q'],
    where: ['table'],
    group: 'Program',
    label: 'quit',
    help: 'quit',
    hint: { rank: 91 },
    run: ({ effects }) => effects.quit(0),
  },
];

function togglePause({ dispatch, getState, run, refreshAll }: SessionContext): void {
  dispatch({ type: 'pause-toggled' });
  if (getState().store.pausedAt === undefined) run(refreshAll);
}
