import { join } from 'node:path';
import { max, median, p95 } from '../measure.ts';
import { compareRow, formatMs, formatNumber, longestBlockMs, type Row } from '../row.ts';
import { drawn, holdKey, type Move, readMoves } from '../terminal/hold-key.ts';
import { inspector, lastHint, positionOf } from '../terminal/inspector-screen.ts';
import { moveRawFrames, wholeFrames, writtenFrames } from '../terminal/raw-moves.ts';
import { type Command, startTimed } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

/** Five seconds of a held key. */
const keys = 150;
const settledMs = 300;
const mostBytes = 4_096;

export const movesTopic: Topic = {
  name: 'moves',
  async measure({ store, folder }) {
    const command = inspector(await store());
    const closed = await moveInspector(command);
    const beside = await moveInspector(command, '\r');
    const frames = await wholeFrames(closed.chunks);
    const whole = await moveRawFrames(join(folder, 'whole.json'), frames);
    const same = await moveRawFrames(join(folder, 'same.json'), writtenFrames(closed.chunks, closed.sentAt));
    const bytes = closed.moves.map(move => move.bytes);
    return [
      compareRow({
        what: 'key to frame, cursor move, detail closed',
        values: drawn(closed.moves),
        floor: { name: 'the whole frame by `stdout.write`', values: whole },
        times: 15,
      }),
      tailRow('key to frame, cursor move, detail closed, p95', closed.moves),
      lostRow('frames lost at 33 ms key repeat, detail closed', closed.moves),
      compareRow({
        what: 'key to frame, cursor move, beside the same bytes',
        values: drawn(closed.moves),
        floor: { name: 'the same bytes by `stdout.write`', values: same },
      }),
      tailRow('key to frame, detail open beside, p95', beside.moves, 'reported'),
      lostRow('frames lost at 33 ms key repeat, detail open beside', beside.moves, 'reported'),
      {
        what: 'bytes a cursor move',
        figure: `${formatNumber(median(bytes))} (p95 ${formatNumber(p95(bytes))}, max ${formatNumber(max(bytes))})`,
        floor: `whole frame: ${formatNumber(median(frames.map(frame => Buffer.byteLength(frame))))}`,
        bar: `<= ${formatNumber(mostBytes)}`,
        isMet: median(bytes) <= mostBytes,
        samples: bytes.length,
      },
    ];
  },
};

async function moveInspector(command: Command, opening = '') {
  const program = startTimed(command);
  await program.quiet(settledMs, lastHint);
  if (opening !== '') {
    program.send(opening);
    await program.quiet(settledMs);
  }
  const sentAt = await holdKey(program, opening === '' ? 'j' : ']', keys);
  await program.close();
  return { moves: await readMoves(program.chunks, sentAt, positionOf), chunks: program.chunks, sentAt };
}

function tailRow(what: string, moves: readonly Move[], judged: 'judged' | 'reported' = 'judged'): Row {
  const values = drawn(moves);
  const row = {
    what,
    figure: `${formatMs(p95(values))} (median ${formatMs(median(values))})`,
    samples: values.length,
  };
  return judged === 'reported'
    ? row
    : { ...row, bar: `<= ${longestBlockMs.moving} ms`, isMet: p95(values) <= longestBlockMs.moving };
}

function lostRow(what: string, moves: readonly Move[], judged: 'judged' | 'reported' = 'judged'): Row {
  const lost = moves.filter(({ ms }) => ms === undefined).length;
  const row = { what, figure: `${lost} of ${moves.length}`, samples: moves.length };
  return judged === 'reported' ? row : { ...row, bar: '0', isMet: lost === 0 };
}
