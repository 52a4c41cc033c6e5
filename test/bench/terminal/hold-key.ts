import { setTimeout as delay } from 'node:timers/promises';
import { replay, type Screen } from './replay.ts';
import type { Chunk, TimedProgram } from './timed-program.ts';

/** How fast a terminal repeats a key that is held down. */
export const repeatMs = 33;
/** What follows sooner belongs to the same frame. */
const sameFrameMs = 2;

/** Types a key so many times at the pace of a held one; returns when each was typed. */
export async function holdKey(program: TimedProgram, key: string, times: number): Promise<readonly number[]> {
  const start = performance.now();
  const sentAt: number[] = [];
  for (let index = 0; index < times; index += 1) {
    await delay(Math.max(0, start + index * repeatMs - performance.now()));
    sentAt.push(program.send(key));
  }
  await program.quiet(repeatMs * 3);
  return sentAt;
}

/**
 * What one key brought: the time until its frame was whole, absent where it was never drawn, and the bytes up
 * to the next key.
 */
export type Move = { readonly ms?: number; readonly bytes: number };

type Seen = Chunk & { readonly position: number | undefined };

/**
 * Finds for every key the frame that shows its move. `positionOf` reads from a screen where its cursor
 * stands, counted from 0.
 */
export async function readMoves(
  chunks: readonly Chunk[],
  sentAt: readonly number[],
  positionOf: (screen: Screen) => number | undefined,
): Promise<readonly Move[]> {
  const seen: Seen[] = [];
  await replay(chunks, (screen, chunk) => {
    seen.push({ ...chunk, position: positionOf(screen) });
    return 'go on';
  });
  const before = seen.findLast(({ at }) => at < (sentAt[0] ?? 0))?.position;
  if (before === undefined) throw new Error('the cursor was nowhere to be seen');
  return sentAt.map((at, index) => {
    const until = sentAt[index + 1] ?? Number.POSITIVE_INFINITY;
    const shown = seen.findIndex(chunk => chunk.at >= at && chunk.position === before + index + 1);
    const own = seen.filter(chunk => chunk.at >= at && chunk.at < until);
    const text = own.map(chunk => chunk.text).join('');
    return {
      ms: shown < 0 ? undefined : endOfFrame(seen, shown) - at,
      bytes: Buffer.byteLength(text),
    };
  });
}

function endOfFrame(chunks: readonly Chunk[], first: number): number {
  let end = chunks[first]?.at ?? 0;
  for (const { at } of chunks.slice(first + 1)) {
    if (at - end > sameFrameMs) break;
    end = at;
  }
  return end;
}

/** The times of the moves that were drawn. */
export function drawn(moves: readonly Move[]): readonly number[] {
  return moves.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
}
