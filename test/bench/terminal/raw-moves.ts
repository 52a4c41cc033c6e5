import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawn, holdKey, readMoves } from './hold-key.ts';
import { lastHint, positionOf } from './inspector-screen.ts';
import { replay } from './replay.ts';
import { type Chunk, startTimed } from './timed-program.ts';

const settledMs = 300;
const rawFrames = fileURLToPath(new URL('../programs/raw-frames.ts', import.meta.url));

/** What was written from one key to the next, that before the first key first. */
export function writtenFrames(chunks: readonly Chunk[], sentAt: readonly number[]): readonly string[] {
  const times = [Number.NEGATIVE_INFINITY, ...sentAt];
  return times.map((from, index) => {
    const until = times[index + 1] ?? Number.POSITIVE_INFINITY;
    return chunks
      .filter(({ at }) => at >= from && at < until)
      .map(({ text }) => text)
      .join('');
  });
}

/** The screens that were shown, one for each place of the cursor, as texts that paint them whole. */
export async function wholeFrames(chunks: readonly Chunk[]): Promise<readonly string[]> {
  const frames = new Map<number, string>();
  await replay(chunks, screen => {
    const position = positionOf(screen);
    if (position !== undefined) frames.set(position, `\u001B[H${screen.join('\u001B[K\r\n')}`);
    return 'go on';
  });
  return [...frames.values()];
}

/**
 * How long each move takes a program that does nothing but write prepared frames, the first of them at its
 * start.
 */
export async function moveRawFrames(path: string, frames: readonly string[]): Promise<readonly number[]> {
  writeFileSync(path, JSON.stringify(frames));
  const program = startTimed({ file: process.execPath, args: [rawFrames, path] });
  await program.quiet(settledMs, lastHint);
  const sentAt = await holdKey(program, 'j', frames.length - 1);
  await program.close();
  return drawn(await readMoves(program.chunks, sentAt, positionOf));
}
