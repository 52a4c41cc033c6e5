import type { Environment } from '../../model/environment.ts';
/** Alternate screen, hidden cursor, bracketed paste, no wrap (which could scroll), style reset, clear. */
export const enterSequence = '\u001B[?1049h\u001B[?25l\u001B[?2004h\u001B[?7l\u001B[m\u001B[2J\u001B[H';

/** The reverse, in reverse order; it first ends a synchronized update that a frame left open. */
export const leaveSequence = '\u001B[?2026l\u001B[m\u001B[?7h\u001B[?2004l\u001B[?25h\u001B[?1049l';

/** The Linux console and dumb terminals print sequences that they do not know. */
export function canSynchronize(env: Environment): boolean {
  return env.TERM !== 'dumb' && env.TERM !== 'linux';
}
