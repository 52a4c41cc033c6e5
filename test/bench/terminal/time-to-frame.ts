import { findFirstShown, type Screen, throwNotShown } from './replay.ts';
import { type Command, startTimed } from './timed-program.ts';

/** What tells that a program's frame is there: a text that comes with it, and how its screen has to be. */
export type WholeFrame = { readonly lastText: string; readonly isWhole: (screen: Screen) => boolean };

/**
 * The screen is read only when nothing came for so long, so that reading it takes nothing from the program.
 */
const settledMs = 250;
const patienceMs = 10_000;

/** From just before the start until the screen is as it has to be, with keys that are typed at once. */
export async function timeToFirstFrame(command: Command, frame: WholeFrame, keys = ''): Promise<number> {
  const program = startTimed(command);
  if (keys !== '') program.send(keys);
  try {
    for (;;) {
      await program.quiet(settledMs, frame.lastText);
      const shownAt = await findFirstShown(program.chunks, frame.isWhole);
      if (shownAt !== undefined) return shownAt - program.startedAt;
      if (performance.now() - program.startedAt > patienceMs) await throwNotShown(program.chunks);
    }
  } finally {
    await program.quit();
  }
}
