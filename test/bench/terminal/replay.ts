import { setTimeout as delay } from 'node:timers/promises';
import { createHeadless, screenLines, writeTo } from '../../pty/headless.ts';
import { type Chunk, columns, rows, type TimedProgram } from './timed-program.ts';

export type Screen = readonly string[];

/** Shows a terminal what a program wrote, and what stands on its screen after every chunk. */
export async function replay(
  chunks: readonly Chunk[],
  see: (screen: Screen, chunk: Chunk) => 'go on' | 'enough',
): Promise<void> {
  const terminal = createHeadless(columns, rows);
  try {
    for (const chunk of chunks) {
      await writeTo(terminal, chunk.text);
      if (see(screenLines(terminal), chunk) === 'enough') return;
    }
  } finally {
    terminal.dispose();
  }
}

/** When the screen first passed the test. */
export async function findFirstShown(
  chunks: readonly Chunk[],
  test: (screen: Screen) => boolean,
): Promise<number | undefined> {
  let shownAt: number | undefined;
  await replay(chunks, (screen, { at }) => {
    if (!test(screen)) return 'go on';
    shownAt = at;
    return 'enough';
  });
  return shownAt;
}

/** Fails and shows what the screen showed at last. */
export async function throwNotShown(chunks: readonly Chunk[]): Promise<never> {
  throw new Error(`what was awaited was never shown; at last:\n${(await lastScreen(chunks)).join('\n')}`);
}

async function lastScreen(chunks: readonly Chunk[]): Promise<Screen> {
  let last: Screen = [];
  await replay(chunks, screen => {
    last = screen;
    return 'go on';
  });
  return last;
}

const lookEveryMs = 150;
const patienceMs = 60_000;

/**
 * For what takes long: reads the screen now and then, at the cost of some milliseconds of accuracy. Returns
 * when it passed the test.
 */
export async function waitUntilShown(
  program: TimedProgram,
  test: (screen: Screen) => boolean,
): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    await delay(lookEveryMs);
    const shownAt = await findFirstShown(program.chunks, test);
    if (shownAt !== undefined) return shownAt;
    if (performance.now() > deadline) await throwNotShown(program.chunks);
  }
}
