import type { Command } from './keymap.ts';
import type { Perform, SessionContext } from './session-context.ts';
import type { State } from './state.ts';

type Moving = {
  readonly pageRows: (state: State) => number;
  /** Moves the cursor down, or up where `by` is negative. */
  readonly move: (context: SessionContext, by: number) => void;
};

/** The commands that move a cursor by rows, half pages and pages. */
export function moveCommands({ pageRows, move }: Moving): Readonly<Partial<Record<Command, Perform>>> {
  const page = ({ getState }: SessionContext) => pageRows(getState());
  const halfPage = (context: SessionContext) => Math.max(1, Math.floor(page(context) / 2));
  return {
    'move-down': context => move(context, 1),
    'move-up': context => move(context, -1),
    'half-down': context => move(context, halfPage(context)),
    'half-up': context => move(context, -halfPage(context)),
    'page-down': context => move(context, page(context)),
    'page-up': context => move(context, -page(context)),
  };
}
