import { narrate } from '../../screen/linear/narrator.ts';
import type { State } from '../../screen/shell/state.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { runSession, type SessionRequest } from './run-session.ts';

export function runLinear(request: SessionRequest, state: State): Promise<number> {
  const { terminal } = request;
  return runSession(request, state, (session, quit) => {
    const { say, stop } = narrate(session, {
      input: terminal.input,
      write: text => terminal.writeBetweenFrames(text),
      onEnd: () => quit(exitCodes.ok),
    });
    return {
      say,
      stop: () => {
        stop();
        terminal.restore();
      },
    };
  });
}
