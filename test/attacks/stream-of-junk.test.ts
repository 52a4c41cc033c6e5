import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished } from 'vitest';
import { sleep } from '../../src/async/sleep.ts';
import { inTime, scaleToLoad } from '../in-time.ts';
import { writeSample } from '../program/sample-store.ts';
import { test, type Workplace } from '../program/workplace.ts';
import type { Program } from '../pty/program.ts';
import { startServer } from '../recorder/served.ts';
import { isThorough } from '../trials.ts';
import type { JunkOptions } from './junk-proxy.ts';

type Junk = Pick<JunkOptions, 'piece' | 'headers'>;

/** A megabyte of it, or a little less. */
function again(text: string, headers: JunkOptions['headers'] = {}): Junk {
  const bytes = Buffer.from(text, 'latin1');
  return { piece: Buffer.alloc(Math.floor(2 ** 20 / bytes.length) * bytes.length, bytes), headers };
}

const inChunks = { 'transfer-encoding': 'chunked' };

/** What has no end, whether or not there are lines in it. */
const endless: Readonly<Record<string, Junk>> = {
  'bytes without a line feed': again('x'),
  'a line of data': again('data:'),
  'a comment': again(':'),
  'bytes that are no UTF-8': again('\xff'),
  'a byte for each chunk': again('1\r\nx\r\n', inChunks),
  'an event of many lines': again('data: {}\n'),
  'fields of no meaning': again('nonsense: 1\n'),
  'comments in one event': again(':\n'),
  'an event whose lines end in CR': again('id: 1\r'),
};

/** What a server might send, but never as much of it. */
const tooMany: Readonly<Record<string, Junk>> = {
  'events without a pause': again('event: changed\ndata: {}\n\n'),
  'the smallest events': again('data\n\n'),
  'comments without a pause': again(':\n\n'),
  'blank lines': again('\n'),
  'waits before the next connection': again('retry: 0\n\n'),
};

const some = (all: Readonly<Record<string, Junk>>) =>
  Object.entries(all).filter((_, at) => isThorough || at % 8 === 0);

/** A server over some runs whose streams are junk; resolves with its address. */
async function serveJunk(place: Workplace, junk: Junk, path = '/v1/events'): Promise<string> {
  const runs = place.path('runs.db');
  await writeSample(runs, { count: 40 });
  const { url: upstream } = await startServer({ path: runs });
  // A thread of its own: a flood must not hold up who measures its effect.
  const workerData: JunkOptions = { upstream, path, ...junk };
  const proxy = new Worker(new URL('junk-proxy.ts', import.meta.url), { workerData });
  onTestFinished(async () => void (await proxy.terminate()));
  const [url] = await once(proxy, 'message');
  return String(url);
}

/** How long moves of the cursor took to be on the screen, shortest first. */
async function moveThrough({ send, waitFor }: Program, moves = 60): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < moves; at += 1) {
    const isDown = at % 2 === 0;
    const start = performance.now();
    send(isDown ? 'j' : 'k');
    await waitFor(isDown ? /▌.*flow-0039/u : /▌.*flow-0040/u);
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b);
}

function peakMegabytes({ pid }: Program): number {
  const [, kilobytes = ''] = /^VmHWM:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

/** The time that the program has had of a processor, in ms. */
function processorMs({ pid }: Program): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /su, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function openOn(place: Workplace, junk: Junk): Promise<Program> {
  const program = place.open({ args: [await serveJunk(place, junk)], columns: 100, rows: 20 });
  await program.waitFor(/▌.*flow-0040/u);
  return program;
}

/** Nearly every key is as quick as without the flood, for which little memory and work is needed. */
async function expectQuick(program: Program): Promise<void> {
  const [megabytes, startMs, startAt] = [peakMegabytes(program), processorMs(program), performance.now()];
  const times = await moveThrough(program);
  await sleep(1_500);
  expect(times.at(-4)).toBeLessThan(scaleToLoad(50));
  expect(peakMegabytes(program) - megabytes).toBeLessThan(40);
  expect((processorMs(program) - startMs) / (performance.now() - startAt)).toBeLessThan(0.5);
}

describe('a stream of a server that sends', inTime, () => {
  test.for(some(endless))(
    '%s without an end is closed, which the screen tells',
    async ([, junk], { place }) => {
      const program = await openOn(place, junk);
      await program.waitFor(/stale[\s\S]*the stream sent an event larger than 256 KB · trying again in/u, {
        timeoutMs: scaleToLoad(10_000),
      });
      await expectQuick(program);
    },
  );

  test.for(some(tooMany))('%s is read at a pace that holds no key', async ([, junk], { place }) => {
    const program = await openOn(place, junk);
    await program.waitFor('live ●');
    await expectQuick(program);
    expect(program.screen()[0]).toContain('live ●');
  });
});

const requests = {
  'bytes without a line feed': again('x'),
  'starts that nobody has asked for': again('event: start\ndata: {}\n\n'),
  'requests to cancel': again('event: cancel\ndata: {"cancelRequested":["run_1","run_2"]}\n\n'),
};

test.for(some(requests))(
  'a recorder whose server sends %s does its work, and ends with its program',
  inTime,
  async ([, junk], { place }) => {
    const url = await serveJunk(place, junk, '/v1/writers/');
    const file = new URL('record-beside-junk.ts', import.meta.url);
    const program = spawn(process.execPath, [fileURLToPath(file), url, place.path('spool')]);
    onTestFinished(() => void program.kill('SIGKILL'));
    const startAt = performance.now();
    const [[exitCode], printed] = await Promise.all([once(program, 'exit'), text(program.stdout)]);
    expect(exitCode).toBe(0);
    expect(performance.now() - startAt).toBeLessThan(scaleToLoad(10_000));
    const { longestMs, processorMs } = JSON.parse(printed);
    expect(longestMs).toBeLessThan(scaleToLoad(50));
    expect(processorMs).toBeLessThan(1_500);
    const answer = await fetch(`${url}/v1/runs/beside-junk`);
    expect(await answer.json()).toMatchObject({ status: 'success' });
  },
);
