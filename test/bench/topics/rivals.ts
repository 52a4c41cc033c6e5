import { join } from 'node:path';
import { measureInTurn, median, p95 } from '../measure.ts';
import { compareRow, formatMs, missingRow, type Row } from '../row.ts';
import { newestNames } from '../stores/open-for-bench.ts';
import { makeRepository } from '../stores/sample-repository.ts';
import { drawn, holdKey, readMoves } from '../terminal/hold-key.ts';
import { inspector, isWholeTable, lastHint, positionOf } from '../terminal/inspector-screen.ts';
import { isInstalled, lazygit, type Rival, tig } from '../terminal/rivals.ts';
import { timeToFirstFrame } from '../terminal/time-to-frame.ts';
import { rows, startTimed } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const keys = 150;
const settledMs = 400;

export const rivalsTopic: Topic = {
  name: 'rivals',
  async measure({ options, store, folder }) {
    const path = await store();
    const names = await newestNames(path, rows);
    const ours: Rival = {
      name: 'runlens',
      command: inspector(path),
      lastText: lastHint,
      isWhole: screen => isWholeTable(screen, names),
      positionOf,
    };
    const repository = join(folder, 'repository');
    makeRepository(repository);
    const measured: Row[] = [];
    for (const [rival, times] of [
      [lazygit(repository, folder), 1],
      [tig(repository, folder), undefined],
    ] as const) {
      measured.push(...(await compareWith(ours, rival, options.starts, times)));
    }
    return measured;
  },
};

async function compareWith(ours: Rival, rival: Rival, starts: number, times: number | undefined) {
  const start = `first frame, beside ${rival.name}`;
  const move = `key to frame at 33 ms key repeat, beside ${rival.name}`;
  if (!isInstalled(rival.command.file)) {
    return [start, move].map(what => missingRow(what, `${rival.name} is not installed`));
  }
  const frames = await measureInTurn(starts, {
    own: () => timeToFirstFrame(ours.command, ours),
    other: () => timeToFirstFrame(rival.command, rival),
  });
  const moves: Record<'own' | 'other', number[]> = { own: [], other: [] };
  const bytes: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    moves.own.push(...(await moveThrough(ours)).ms);
    const other = await moveThrough(rival);
    moves.other.push(...other.ms);
    bytes.push(...other.bytes);
  }
  const [ownTail, otherTail] = [p95(moves.own), p95(moves.other)];
  return [
    compareRow({ what: start, values: frames.own, floor: { name: rival.name, values: frames.other }, times }),
    compareRow({ what: move, values: moves.own, floor: { name: rival.name, values: moves.other }, times }),
    {
      what: `key to frame at 33 ms key repeat, p95, beside ${rival.name}`,
      figure: formatMs(ownTail),
      floor: `${rival.name}: ${formatMs(otherTail)}, ${Math.round(median(bytes))} bytes a move`,
      ratio: ownTail / otherTail,
      samples: moves.own.length,
    },
  ];
}

async function moveThrough({ command, lastText, positionOf: position }: Rival) {
  const program = startTimed(command);
  await program.quiet(settledMs, lastText);
  const sentAt = await holdKey(program, 'j', keys);
  await program.close();
  const moves = await readMoves(program.chunks, sentAt, position);
  return { ms: drawn(moves), bytes: moves.map(move => move.bytes) };
}
