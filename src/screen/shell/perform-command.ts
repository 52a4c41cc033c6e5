import { type Command, keyPlace } from './command.ts';
import type { Key } from './keyboard.ts';
import { findById } from './keymap.ts';
import type { NextStep } from './long-task.ts';
import type { Reaction, ReaderContext } from './reader-context.ts';
import type { SessionContext } from './session-context.ts';
import type { State } from './state.ts';

/** How a command finds the run that the user means: only the list knows where its cursor is going. */
type Aim = {
  /** Acts at once, or once the cursor is at the run that earlier keys lead to. */
  readonly whenAtRun: (context: SessionContext, next: NextStep) => void;
  /** Puts the cursor on the run that the user has seen under it. */
  readonly keepShownRow: (context: SessionContext) => void;
};

/** Runs a command of the place that has the focus, or reports why it is disabled. */
export function performCommand(context: SessionContext, id: string, key: Key | undefined, aim: Aim): void {
  const command = findById(keyPlace(context.getState()), id);
  if (!command) return;
  if (!command.waits) return performNow(context, command, key);
  const act = (): void => {
    aim.keepShownRow(context);
    performNow(context, command, key);
  };
  aim.whenAtRun(context, { act, label: command.label });
}

function performNow(context: SessionContext, command: Command, key?: Key): void {
  const { getState, dispatch } = context;
  const reason = command.disabled?.(getState());
  if (reason !== undefined)
    return dispatch({ type: 'noticed', text: reason, tone: 'info', reasonOf: command.id });
  dispatch({ type: 'notice-expired' });
  // Esc decides itself what it stops.
  if (command.id !== 'back') context.task.stop('jump');
  const before = getState();
  command.run(context, key);
  const idle = getState() === before ? idleText(command, before) : undefined;
  if (idle !== undefined) dispatch({ type: 'noticed', text: idle, tone: 'info' });
}

function idleText({ idle }: Command, state: State): string | undefined {
  return typeof idle === 'function' ? idle(state) : idle;
}

/** Removes the notice why a key did nothing once the reason no longer holds, as when runs have been read. */
export function endReasons({ run, dispatch, getState }: ReaderContext): Reaction {
  const end = (): void => {
    if (isOver(getState())) dispatch({ type: 'notice-expired' });
  };
  const react = (_: State, after: State): void => {
    if (isOver(after)) run(async () => end());
  };
  return { react, stop: () => {} };
}

function isOver(state: State): boolean {
  const { notice } = state;
  if (notice?.reasonOf === undefined) return false;
  return findById(keyPlace(state), notice.reasonOf)?.disabled?.(state) !== notice.text;
}
