import type { RunStore } from '../../contract/run-store.ts';
import { createScreenSession } from '../../screen/features.ts';
import { keyOf } from '../../screen/shell/keymap.ts';
import type { Memory } from '../../screen/shell/remembered.ts';
import type { Session } from '../../screen/shell/session.ts';
import type { State } from '../../screen/shell/state.ts';
import type { Terminal } from '../../terminal/device/device.ts';
import { removeLeftFiles } from '../../terminal/temporary-file.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { createEffects } from './screen-effects.ts';

export type ScreenRequest = {
  readonly store: RunStore;
  readonly context: Context;
  readonly filter?: string;
  readonly runId?: string;
  readonly isNotifying?: boolean;
  readonly offersTour?: boolean;
  readonly isChoosing?: boolean;
};

export type SessionRequest = ScreenRequest & { readonly memory: Memory; readonly terminal: Terminal };

type Shown = {
  /** Absent where there is a screen. */
  readonly say?: (text: string) => void;
  readonly stop: () => void;
};

export async function runSession(
  request: SessionRequest,
  state: State,
  show: (session: Session, quit: (exitCode: number) => void) => Shown,
): Promise<number> {
  const { store, context, runId, memory, terminal } = request;
  const { promise: ended, resolve: quit } = Promise.withResolvers<number>();
  const say = context.isLinear ? (text: string) => shown.say?.(text) : undefined;
  const effects = createEffects({ context, terminal, store, memory, quit, say });
  const namedRun = state.detail ? undefined : runId;
  const session = createScreenSession({ store, state, effects, onBug: throwAsBug, namedRun });
  const shown = show(session, quit);
  session.start();
  if (request.isChoosing) session.press(keyOf('target'));
  void removeLeftFiles();
  const exitCode = await ended;
  shown.stop();
  await session.close(exitCode === exitCodes.interrupted);
  return exitCode;
}

/** Throws outside of every promise, so that the terminal is restored and the stack is printed. */
export function throwAsBug(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
