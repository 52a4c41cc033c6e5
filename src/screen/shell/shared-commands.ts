import type { Key } from './keyboard.ts';
import { type Command, inProgram, type KeyGroup, keyOf, type Place } from './keymap.ts';
import type { Perform, SessionContext, State } from './state.ts';

type SharedRow = readonly [keys: readonly Key[], KeyGroup, label: string, help: string];

/** Commands of several screens; each screen has a record of its own for what it does. */
const sharedRows = {
  back: [['escape'], 'Move', 'back', 'back, or clear the filter; from a group, to the groups'],
  open: [['enter'], 'Understand', 'open', 'open the run or the group; else fold or unfold'],
  'previous-run': [['['], 'Move', 'previous run', 'go to the run above; also in the detail and a comparison'],
  'next-run': [[']'], 'Move', 'next run', 'go to the run below; also in the detail and a comparison'],
  'next-error': [['e'], 'Find', 'next error', 'the newest failure, then the next; in a run, its errors'],
  'previous-error': [['E'], 'Find', 'previous error', 'the previous error, then the previous failed run'],
  fold: [['space'], 'Look', 'fold', 'fold or unfold'],
  'fold-in': [['h', 'left'], 'Look', 'fold', 'fold, or go to the parent; or to earlier times'],
  'fold-out': [['l', 'right'], 'Look', 'unfold', 'unfold, or go to the first child; or to later times'],
  'fold-all': [['z'], 'Look', 'fold all', 'fold or unfold everything'],
  sort: [['s'], 'Look', 'sort', 'choose the order; choose it again to reverse the table'],
  reveal: [['u'], 'Look', 'reveal', 'reveal or mask secrets'],
  copy: [['y'], 'Act', 'copy', 'copy what is under the cursor, or ids of marked runs'],
  'copy-menu': [['Y'], 'Act', 'copy…', 'choose what to copy of the run, group or marked runs'],
  reload: [['R'], 'Program', 'reload', 'reload everything'],
  leave: [['q'], 'Program', 'back', 'back to the table, or to where this was opened'],
} as const satisfies Readonly<Record<string, SharedRow>>;

export function sharedKey(
  id: keyof typeof sharedRows,
): Pick<Command, 'id' | 'keys' | 'group' | 'label' | 'help'> {
  const [keys, group, label, help] = sharedRows[id];
  return { id, keys, group, label, help };
}

type Own = Pick<Command, 'where' | 'run' | 'hint'>;

/** Esc first stops a running command of the user's own. */
export function backCommand({ run, ...own }: Own): Command {
  return {
    ...sharedKey('back'),
    ...own,
    idle: () => `there is nothing to go back to or to clear: ${keyOf('quit')} quits`,
    run: context => {
      if (!context.ownTask.stop()) return run(context);
      context.say('stopped');
    },
  };
}

export function leaveCommand(own: Own): Command {
  return { ...sharedKey('leave'), ...own, hint: { rank: 91 } };
}

export function isOutdated({ store, list }: State): boolean {
  return store.link.type === 'stale' || list.missing.length > 0;
}

type Step = 'line' | 'half-page' | 'page';

type Moves = {
  readonly where: Place;
  readonly step: (step: Step, by: 1 | -1) => Perform;
  readonly top: Perform;
  readonly bottom: Perform;
  readonly hasRows: (state: State) => boolean;
  /** The help for both ends, where it says more than the first and the last line. */
  readonly ends?: { readonly top: string; readonly bottom: string };
};

const firstAndLast = { top: 'to the first line', bottom: 'to the last line' };

type MoveRow = readonly [id: string, keys: readonly Key[], label: string, help: string, run: Perform];

export function moveCommands({
  where,
  step,
  top,
  bottom,
  hasRows,
  ends = firstAndLast,
}: Moves): readonly Command[] {
  const hint = { rank: 10, when: hasRows };
  const rows: readonly MoveRow[] = [
    ['move-down', ['j', 'down'], 'move', 'down one line', step('line', 1)],
    ['move-up', ['k', 'up'], 'move', 'up one line', step('line', -1)],
    ['move-top', ['g', 'home'], 'top', ends.top, top],
    ['move-bottom', ['G', 'end'], 'bottom', ends.bottom, bottom],
    ['half-down', ['ctrl+d'], 'half page', 'down half a page', step('half-page', 1)],
    ['half-up', ['ctrl+u'], 'half page', 'up half a page', step('half-page', -1)],
    ['page-down', ['pagedown', 'ctrl+f'], 'page', 'down a page', step('page', 1)],
    ['page-up', ['pageup', 'ctrl+b'], 'page', 'up a page', step('page', -1)],
  ];
  return rows.map(([id, keys, label, help, run]) => ({
    ...{ id, keys, where: [where], group: 'Move', label, help, run },
    ...(label === 'move' && { hint }),
  }));
}

type Rows = {
  readonly pageRows: (state: State) => number;
  readonly move: (context: SessionContext, rows: number) => void;
};

export function stepByRows({ pageRows, move }: Rows): Moves['step'] {
  const rowsOf: Readonly<Record<Step, (state: State) => number>> = {
    line: () => 1,
    'half-page': state => Math.max(1, Math.floor(pageRows(state) / 2)),
    page: pageRows,
  };
  return (step, by) => context => move(context, by * rowsOf[step](context.getState()));
}

export const programCommands: readonly Command[] = [
  { ...inProgram('pause', 'p', 'pause', 'pause or resume live updates'), run: togglePause },
  {
    ...sharedKey('reload'),
    where: ['table', 'detail', 'groups'],
    hint: { rank: ({ screen }) => (screen === 'detail' ? undefined : 40), when: isOutdated },
    run: ({ run, reload }) => run(reload),
  },
  {
    ...inProgram('suspend', 'ctrl+z', 'suspend', 'suspend; `fg` in the shell resumes'),
    isRare: true,
    inDialogs: true,
    run: ({ effects }) => effects.suspend(),
  },
  {
    ...inProgram('interrupt', 'ctrl+c', 'quit', 'quit at once'),
    isRare: true,
    inDialogs: true,
    run: ({ effects }) => effects.quit(130),
  },
  {
    ...inProgram('quit', 'q', 'quit', 'quit'),
    where: ['table'],
    hint: { rank: 91 },
    run: ({ effects }) => effects.quit(0),
  },
];

function togglePause({ dispatch, getState, run, refreshAll }: SessionContext): void {
  dispatch({ type: 'pause-toggled' });
  if (getState().store.pausedAt === undefined) run(refreshAll);
}
