import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.ts';
import { residentBytes } from '../resident-memory.ts';
import { missingRow, type Row } from '../row.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { startTimed, type TimedProgram } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const runsPerSecond = 20;
const samplesPerMinute = 12;
const mostBytes = 180_000_000;
/**
 * Flat: in the last quarter no more than so many times the second quarter; in less than some minutes nothing
 * can be said of it.
 */
const mostGrowth = 1.1;
const minutesToJudge = 5;
const writer = fileURLToPath(new URL('../programs/live-writer.ts', import.meta.url));

export const memoryTopic: Topic = {
  name: 'memory',
  async measure({ options, writableStore, say }) {
    if (process.platform !== 'linux') return [missingRow('resident memory', 'only measured on Linux')];
    const path = await writableStore();
    const program = startTimed(inspector(path));
    await program.quiet(300, lastHint);
    const first = residentBytes(program.pid);
    const live = spawn(process.execPath, [writer, path, String(runsPerSecond)], { stdio: 'inherit' });
    try {
      const samples = await watchMemory(program, live, options.minutes, say);
      return toRows(first, samples, options.minutes);
    } finally {
      live.kill();
      await program.close();
    }
  },
};

async function watchMemory(
  program: TimedProgram,
  live: ChildProcess,
  minutes: number,
  say: (text: string) => void,
): Promise<readonly number[]> {
  const before = program.chunks.length;
  const samples: number[] = [];
  const count = Math.max(4, Math.round(minutes * samplesPerMinute));
  for (let index = 1; index <= count; index += 1) {
    await delay(60_000 / samplesPerMinute);
    samples.push(residentBytes(program.pid));
    if (index % samplesPerMinute === 0)
      say(`after ${index / samplesPerMinute} min: ${toMb(samples.at(-1) ?? 0)}`);
  }
  if (live.exitCode !== null) throw new Error('the program that records ended early');
  if (program.chunks.length === before) throw new Error('the screen never changed');
  return samples;
}

function toRows(first: number, samples: readonly number[], minutes: number): readonly Row[] {
  const quarter = Math.floor(samples.length / 4);
  const early = median(samples.slice(quarter, quarter * 2));
  const late = median(samples.slice(-quarter));
  const perMinute = samples.filter((_, index) => (index + 1) % samplesPerMinute === 0);
  const most = Math.max(...samples);
  return [
    {
      what: `resident memory after ${minutes} min live, ${runsPerSecond} new runs a second`,
      figure: `${toMb(late)} (most ${toMb(most)}; each minute: ${perMinute.map(toMb).join(', ')})`,
      floor: `first frame: ${toMb(first)}`,
      ratio: late / first,
      bar: `<= ${toMb(mostBytes)}`,
      isMet: most <= mostBytes,
      samples: samples.length,
    },
    {
      what: 'resident memory, last quarter against the second',
      figure: `${toMb(late)}`,
      floor: `${toMb(early)}`,
      ratio: late / early,
      bar: `<= ${mostGrowth}×`,
      isMet: minutes < minutesToJudge ? undefined : late <= early * mostGrowth,
      samples: quarter,
    },
  ];
}

function toMb(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
