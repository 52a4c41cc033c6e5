import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isolatedEnvironment } from '../../pty/isolated-environment.ts';
import { median } from '../measure.ts';
import { processorMs } from '../processor-time.ts';
import { residentBytes } from '../resident-memory.ts';
import { missingRow, type Row } from '../row.ts';
import { startServerProcess } from '../server-process.ts';
import type { Topic } from '../topic.ts';

const runsPerSecond = 50;
const sampleEveryMs = 5_000;
/** In the last quarter no more than so many times the second quarter. */
const mostGrowth = 1.1;
const minutesToJudge = 5;
const awayMs = 5_000;
/** What is recorded last is printed within this time, on a busy machine too. */
const settleMs = 60_000;
const recording = fileURLToPath(new URL('../programs/numbered-runs.ts', import.meta.url));
const program = fileURLToPath(new URL('../../../bin/runlens.js', import.meta.url));

/** `runlens watch` on a local store, and over HTTP from a server that restarts in the middle. */
export const watchTopic: Topic = {
  name: 'watch',
  async measure({ options, folder, say }) {
    if (process.platform !== 'linux') return [missingRow('watch', 'only measured on Linux')];
    const store = join(folder, 'watched.db');
    const countPath = join(folder, 'watched.count');
    const forMs = options.minutes * 60_000;
    await recordRuns(store, 1, 1_000, join(folder, 'first.count')).ended;
    const port = await findPort();
    let server = await startServerProcess(store, port);
    const watches = [startWatch('a local store', store), startWatch('a server that restarts', server.url)];
    try {
      await Promise.all(watches.map(watch => watch.ready));
      const recorder = recordRuns(store, runsPerSecond, forMs, countPath);
      const middle = performance.now() + forMs / 2;
      while (!existsSync(countPath)) {
        await Promise.race([delay(sampleEveryMs), recorder.ended]);
        for (const watch of watches) watch.sample();
        if (performance.now() > middle && watches[1]?.restarts.length === 0) {
          say('the server restarts');
          watches[1].restarts.push(performance.now());
          await server.stop();
          await delay(awayMs);
          server = await startServerProcess(store, port);
        }
      }
      const count = Number(readFileSync(countPath, 'utf8'));
      const until = performance.now() + settleMs;
      while (performance.now() < until && watches.some(({ told }) => told.ended() < count)) await delay(200);
      await delay(sampleEveryMs);
      return watches.flatMap(watch => toRows(watch, count, options.minutes));
    } finally {
      for (const watch of watches) await watch.stop();
      await server.stop();
    }
  },
};

function recordRuns(store: string, perSecond: number, forMs: number, countPath: string) {
  const args = [recording, store, String(perSecond), String(forMs), countPath];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return { ended: once(child, 'exit') };
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port is free');
  return address.port;
}

type Watch = ReturnType<typeof startWatch>;

function startWatch(what: string, target: string) {
  const child = spawn(process.execPath, [program, 'watch', 'workflow:numbered', '--target', target], {
    env: isolatedEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = createTold();
  const notices: string[] = [];
  createInterface({ input: child.stdout }).on('line', told.add);
  createInterface({ input: child.stderr }).on('line', line => notices.push(line));
  const memory: number[] = [];
  const startedAt = performance.now();
  return {
    what,
    told,
    notices,
    memory,
    restarts: [] as number[],
    /** It begins to watch at its first read, of which it says nothing. */
    ready: delay(3_000),
    sample: () => memory.push(residentBytes(pidOf(child))),
    processorShare: () => processorMs(pidOf(child)) / (performance.now() - startedAt),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('runlens cannot be started');
  return pid;
}

/** What a watch has printed: how often a run appeared out of order, and a status of it twice or too late. */
function createTold() {
  const statuses = new Map<string, string>();
  const faults = { repeated: 0, disordered: 0, afterEnd: 0 };
  let last = '';
  return {
    faults,
    statuses,
    ended: () => statuses.values().reduce((sum, status) => sum + Number(isEnd(status)), 0),
    add: (line: string) => {
      const { id, status } = JSON.parse(line);
      const before = statuses.get(id);
      if (before === status) faults.repeated += 1;
      else if (isEnd(before)) faults.afterEnd += 1;
      if (before === undefined && id < last) faults.disordered += 1;
      if (before === undefined) last = id;
      statuses.set(id, status);
    },
  };
}

function isEnd(status: string | undefined): boolean {
  return status === 'success' || status === 'failed';
}

function toRows(watch: Watch, count: number, minutes: number): readonly Row[] {
  const { what, told, memory, notices } = watch;
  const isRight = (number: number) =>
    told.statuses.get(`run-${String(number).padStart(8, '0')}`) ===
    (number % 10 === 0 ? 'failed' : 'success');
  const right = Array.from({ length: count }, (_, index) => index + 1).filter(isRight).length;
  const { repeated, disordered, afterEnd } = told.faults;
  const faults = repeated + disordered + afterEnd;
  const quarter = Math.floor(memory.length / 4);
  const early = median(memory.slice(quarter, quarter * 2));
  const late = median(memory.slice(-quarter));
  const said = notices.length > 0 ? `; stderr: ${notices.join(' / ')}` : '';
  return [
    {
      what: `watch of ${what}, ${minutes} min of ${runsPerSecond} runs a second`,
      figure: `${right} of ${count} runs to their end, ${repeated} repeated, ${disordered} out of order, ${afterEnd} after their end${said}`,
      bar: 'every run once, in order',
      isMet: right === count && faults === 0,
      samples: count,
    },
    {
      what: `its resident memory, last quarter against the second; ${Math.round(watch.processorShare() * 100)} % of a processor`,
      figure: `${Math.round(late / 1e6)} MB (most ${Math.round(Math.max(...memory) / 1e6)} MB)`,
      floor: `${Math.round(early / 1e6)} MB`,
      ratio: late / early,
      bar: `<= ${mostGrowth}×`,
      isMet: minutes < minutesToJudge ? undefined : late <= early * mostGrowth,
      samples: quarter,
    },
  ];
}
