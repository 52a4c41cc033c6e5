import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { late, startFaultProxy } from '../../http/fault-proxy.ts';
import { median, p95 } from '../measure.ts';
import { compareRow, formatMs, formatNumber, formatTail, longestBlockMs, type Row } from '../row.ts';
import { startServerProcess } from '../server-process.ts';
import { openLargePostgres } from '../stores/large-postgres.ts';
import { drawn, holdKey, type Move, readMoves } from '../terminal/hold-key.ts';
import { inspector, positionOf } from '../terminal/inspector-screen.ts';
import { moveRawFrames, wholeFrames } from '../terminal/raw-moves.ts';
import { type Screen, waitUntilShown } from '../terminal/replay.ts';
import { type Key, timeKeys } from '../terminal/time-keys.ts';
import { startTimed, type TimedProgram } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

/** Five seconds of a held key. */
const keys = 150;
/** Each piece of what goes either way comes so much later. */
const latencyMs = 300;
/** Longer than a question and its answer take. */
const settledMs = 4 * latencyMs;
const mostBytes = 4_096;
const mostTimes = 15;

const moved = (by: number) => (screen: Screen, before: Screen) =>
  positionOf(screen) === (positionOf(before) ?? 0) + by;
const has = (text: string) => (screen: Screen) => screen.some(line => line.includes(text));
const hasNot = (text: string) => (screen: Screen) => !has(text)(screen);

const pressed: readonly Key[] = [
  { keys: 'j', what: 'moves the cursor', isShown: moved(1) },
  { keys: '\r', what: 'opens the detail', isShown: has('1 Overview') },
  { keys: '3', what: 'goes to the trace', isShown: has('[3 Trace]') },
  { keys: ']', what: 'goes to the next run', isShown: moved(1) },
  { keys: '\u001B', what: 'leaves the detail', isShown: has('q quit') },
  { keys: '/', what: 'begins a filter', isShown: has('Esc undo') },
  { keys: 'failed', what: 'types into it', isShown: has('/ failed') },
  { keys: '\u001B', what: 'leaves it', isShown: hasNot('Esc undo') },
  { keys: '?', what: 'shows the keys', isShown: has('Keys') },
  { keys: '\u001B', what: 'closes them', isShown: hasNot('Keys') },
];
const rounds = 4;

export const farTopic: Topic = {
  name: 'far',
  part: 'cloud',
  async measure({ options, folder, say }) {
    const postgres = await openLargePostgres(options.runs, say);
    const server = await startServerProcess(postgres.url);
    const proxy = await startFaultProxy(server.url);
    proxy.set(late(latencyMs));
    try {
      return [...(await measureMoves(proxy.url, folder)), await measureKeys(proxy.url)];
    } finally {
      await proxy.close();
      await server.stop();
      await postgres.stop();
    }
  },
};

async function measureMoves(url: string, folder: string): Promise<readonly Row[]> {
  const closed = await move(url);
  const beside = await move(url, '\r');
  const whole = await moveRawFrames(join(folder, 'far.json'), await wholeFrames(closed.chunks));
  const bytes = closed.moves.map(one => one.bytes);
  return [
    compareRow({
      what: `${name}: key to frame, cursor move, detail closed`,
      values: drawn(closed.moves),
      floor: { name: 'the whole frame by `stdout.write`', values: whole },
      times: mostTimes,
    }),
    tailRow(`${name}: key to frame, cursor move, detail closed, p95`, drawn(closed.moves)),
    lostRow(`${name}: frames lost at 33 ms key repeat, detail closed`, closed.moves),
    {
      ...tailRow(`${name}: key to frame, detail open beside, p95`, drawn(beside.moves)),
      bar: undefined,
      isMet: undefined,
    },
    {
      ...lostRow(`${name}: frames lost at 33 ms key repeat, detail open beside`, beside.moves),
      bar: undefined,
      isMet: undefined,
    },
    {
      what: `${name}: bytes a cursor move`,
      figure: `${formatNumber(median(bytes))} (p95 ${formatNumber(p95(bytes))})`,
      bar: `<= ${formatNumber(mostBytes)}`,
      isMet: median(bytes) <= mostBytes,
      samples: bytes.length,
    },
  ];
}

const name = `server ${latencyMs} ms away each way`;

async function move(url: string, opening = '') {
  const program = await openSettled(url);
  if (opening !== '') {
    program.send(opening);
    await delay(settledMs);
  }
  const sentAt = await holdKey(program, opening === '' ? 'j' : ']', keys);
  await program.close();
  return { moves: await readMoves(program.chunks, sentAt, positionOf), chunks: program.chunks };
}

/** The runs have to be there: until then there is nothing to move on. */
async function openSettled(url: string): Promise<TimedProgram> {
  const program = startTimed(inspector(url));
  await waitUntilShown(program, screen => positionOf(screen) !== undefined);
  await delay(settledMs);
  return program;
}

/** Each key typed into a settled screen, until the screen shows what it is for. */
async function measureKeys(url: string): Promise<Row> {
  const times: number[] = [];
  let slowest = { what: '', ms: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const program = await openSettled(url);
    const measured = await timeKeys(program, pressed, settledMs);
    await program.close();
    for (const [at, ms] of measured.entries()) {
      times.push(ms);
      if (ms > slowest.ms) slowest = { what: pressed[at]?.what ?? '', ms };
    }
  }
  return {
    what: `${name}: key to its frame, ${pressed.length} kinds of keys, slowest`,
    figure: `${formatMs(slowest.ms)}, ${slowest.what} (${formatTail(times)})`,
    bar: `< ${latencyMs} ms`,
    isMet: slowest.ms < latencyMs,
    samples: times.length,
  };
}

function tailRow(what: string, values: readonly number[]): Row {
  const bar = `<= ${longestBlockMs.moving} ms`;
  return {
    what,
    figure: formatTail(values),
    bar,
    isMet: p95(values) <= longestBlockMs.moving,
    samples: values.length,
  };
}

function lostRow(what: string, moves: readonly Move[]): Row {
  const lost = moves.filter(({ ms }) => ms === undefined).length;
  return { what, figure: `${lost} of ${moves.length}`, bar: '0', isMet: lost === 0, samples: moves.length };
}
