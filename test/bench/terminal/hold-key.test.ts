import { describe, expect, it } from 'vitest';
import { readMoves } from './hold-key.ts';
import type { Chunk } from './timed-program.ts';

const at = (place: number) => `\u001B[Hat ${place}\u001B[K`;
const positionOf = ([first = '']: readonly string[]) => {
  const place = /^at (\d+)/.exec(first)?.[1];
  return place === undefined ? undefined : Number(place);
};

async function movesOf(chunks: readonly (readonly [number, string])[], sentAt: readonly number[]) {
  const written: Chunk[] = chunks.map(([time, text]) => ({ at: time, text }));
  return (await readMoves(written, sentAt, positionOf)).map(({ ms }) => ms);
}

describe('reading moves', () => {
  it('takes the time from a key to the frame that shows its move', async () => {
    const moves = await movesOf(
      [
        [0, at(7)],
        [103, at(8)],
        [138, at(9)],
      ],
      [100, 133],
    );
    expect(moves).toEqual([3, 5]);
  });

  it('counts a move as lost that no frame ever showed', async () => {
    const moves = await movesOf(
      [
        [0, at(0)],
        [150, at(2)],
      ],
      [100, 133],
    );
    expect(moves).toEqual([undefined, 17]);
  });

  it('waits for the rest of a frame, and not for what comes later', async () => {
    const moves = await movesOf(
      [
        [0, at(0)],
        [103, at(1)],
        [104, 'more of it'],
        [120, 'a clock'],
      ],
      [100],
    );
    expect(moves).toEqual([4]);
  });

  it('takes a frame that was drawn late for what it is', async () => {
    const moves = await movesOf(
      [
        [0, at(0)],
        [140, at(1)],
        [145, at(2)],
      ],
      [100, 133],
    );
    expect(moves).toEqual([40, 12]);
  });
});
