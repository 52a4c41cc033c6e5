import type { Command, Place } from './command.ts';
import type { Perform, SessionContext } from './session-context.ts';
import type { State } from './state.ts';

type Step = 'line' | 'half-page' | 'page';

/** How the cursor of a screen moves. */
type Moves = {
  readonly where: Place;
  readonly step: (step: Step, by: 1 | -1) => Perform;
  readonly top: Perform;
  readonly bottom: Perform;
  readonly hasRows: (state: State) => boolean;
  /** What the ends of the screen are, if not its first and its last line. */
  readonly ends?: { readonly top: string; readonly bottom: string };
};

const firstAndLast = { top: 'to the first line', bottom: 'to the last line' };

/** The commands that move the cursor of a screen. */
export function moveCommands({
  where,
  step,
  top,
  bottom,
  hasRows,
  ends = firstAndLast,
}: Moves): readonly Command[] {
  const hint = { rank: 10, when: hasRows };
  const rows: readonly (readonly [
    id: string,
    keys: readonly string[],
    label: string,
    help: string,
    Perform,
  ])[] = [
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
  /** Moves the cursor down, or up where `rows` is negative. */
  readonly move: (context: SessionContext, rows: number) => void;
};

/** The steps of a cursor that is moved by a number of rows. */
export function stepByRows({ pageRows, move }: Rows): Moves['step'] {
  const rowsOf: Readonly<Record<Step, (state: State) => number>> = {
    line: () => 1,
    'half-page': state => Math.max(1, Math.floor(pageRows(state) / 2)),
    page: pageRows,
  };
  return (step, by) => context => move(context, by * rowsOf[step](context.getState()));
}
