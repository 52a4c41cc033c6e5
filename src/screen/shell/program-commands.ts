import type { Command, Place } from './command.ts';
import type { SessionContext } from './session-context.ts';
import { isOutdated, sharedKey } from './shared-commands.ts';

const everywhere: readonly Place[] = ['table', 'detail', 'groups', 'compare'];

/** Commands for the program as a whole. */
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
  {
    ...sharedKey('reload'),
    where: ['table', 'detail', 'groups'],
    hint: { rank: ({ screen }) => (screen === 'detail' ? undefined : 40), when: isOutdated },
    run: ({ run, reload }) => run(reload),
  },
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
