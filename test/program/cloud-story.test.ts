import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import { patienceMs, scaleToLoad } from '../in-time.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import type { Program } from '../pty/program.ts';
import { trials } from '../trials.ts';
import { type LineProcess, startLineProcess } from './line-process.ts';
import { builtProgram, homeOf, test, type Workplace } from './workplace.ts';

const recordingProgram = fileURLToPath(new URL('./fixtures/cloud-recording-program.js', import.meta.url));

/** What the story holds everything to that somebody waits for. */
const barMs = 1_000;

function start(args: readonly string[], place: Workplace, home: string, env = {}): LineProcess {
  const process = startLineProcess(args, {
    cwd: place.folder,
    env: isolatedEnvironment({ ...homeOf(join(place.folder, home)), ...env }),
  });
  onTestFinished(process.kill);
  return process;
}

type Server = { readonly url: string; readonly port: string; readonly kill: () => Promise<void> };

async function serve(store: string, port: string, place: Workplace): Promise<Server> {
  const process = start([builtProgram, 'serve', '--store', store, '--port', port], place, 'server');
  const { match } = await process.said(/ at (http:\/\/127\.0\.0\.1:(\d+))$/);
  const [, url = '', bound = ''] = match;
  return { url, port: bound, kill: process.kill };
}

async function makeToken(store: string, scope: string, place: Workplace): Promise<string> {
  const args = ['serve', 'token', 'add', '--store', store, '--name', scope, '--scope', scope];
  const { exitCode, stdout, stderr } = await place.run(...args);
  expect(exitCode, stderr).toBe(0);
  return stdout.trim();
}

type Counts = Readonly<Record<'runs' | 'steps' | 'spans' | 'logs', number>>;

async function countsIn(url: string): Promise<Counts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Counts>(
      `SELECT (SELECT count(*)::int FROM runlens.runs) AS runs, (SELECT count(*)::int FROM runlens.steps) AS steps,
         (SELECT count(*)::int FROM runlens.spans WHERE name = 'own span') AS spans,
         (SELECT count(*)::int FROM runlens.logs) AS logs`,
    );
    const [row] = rows;
    if (!row) throw new Error('no row');
    return row;
  } finally {
    await client.end();
  }
}

async function countNamed(url: string, names: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const text = 'SELECT 1 FROM runlens.runs WHERE name = ANY($1) AND finished_at IS NOT NULL';
    return (await client.query(text, [names])).rows.length;
  } finally {
    await client.end();
  }
}

/** Tells a recorder to end, and gives how much it says that it recorded. */
async function close(recorder: LineProcess): Promise<Counts> {
  recorder.tell('close');
  const { match } = await recorder.said(/^closed (.*)$/);
  const counts: Record<string, unknown> = JSON.parse(match[1] ?? '');
  const { runs, steps, spans, logs } = counts;
  return { runs: Number(runs), steps: Number(steps), spans: Number(spans), logs: Number(logs) };
}

function sum(a: Counts, b: Counts): Counts {
  return { runs: a.runs + b.runs, steps: a.steps + b.steps, spans: a.spans + b.spans, logs: a.logs + b.logs };
}

/** How long after `asked` each of the screens showed the text. */
function msUntilShown(screens: readonly Program[], text: string, asked: number): Promise<readonly number[]> {
  return Promise.all(
    screens.map(async screen => {
      await screen.waitFor(text);
      return Date.now() - asked;
    }),
  );
}

/** One of them may come at a moment when the machine is busy with something else. */
function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

test('two recorders and two inspectors share a server that is killed under them', async ({ place }) => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const RECORDER_TOKEN = await makeToken(database.url, 'write', place);
  const RUNLENS_TOKEN = await makeToken(database.url, 'cancel', place);
  let server = await serve(database.url, '0', place);
  const { url, port } = server;
  const a = start([recordingProgram, url], place, 'a', { RECORDER_TOKEN });
  const b = start([recordingProgram, url], place, 'b', { RECORDER_TOKEN });
  const open = () => place.open({ args: [url], columns: 120, rows: 30, env: { RUNLENS_TOKEN } });
  const ada = open();
  const grace = open();
  const screens = [ada, grace];
  await Promise.all(screens.map(screen => screen.waitFor('live')));
  await Promise.all([a, b].map(recorder => recorder.said(/^ready$/)));

  const shown: number[] = [];
  for (const n of [1, 2, 3]) {
    const recordedAt = Date.now();
    a.tell(`run greeting-${n}`);
    shown.push(...(await msUntilShown(screens, `greeting-${n}`, recordedAt)));
  }
  expect(medianOf(shown)).toBeLessThan(scaleToLoad(barMs));

  a.tell('long long-job');
  await Promise.all(screens.map(screen => screen.waitFor('● Running')));
  grace.send('/workflow:long-job\r');
  await grace.waitFor('1–1 of 1');
  grace.send('x');
  await grace.waitFor('Cancel long-job?');
  const canceledAt = Date.now();
  grace.send('y');
  const fired = (await a.said(/^signal long-job$/)).at - canceledAt;
  expect(fired).toBeLessThan(scaleToLoad(barMs));
  await Promise.all(screens.map(screen => screen.waitFor('⊘ Canceled')));
  grace.send('/\u0015\r');
  await grace.waitFor('greeting-3');
  ada.send('/workflow:after-all\r');
  await ada.waitFor('workflow:after-all');
  await ada.waitFor(screen => !screen.join('\n').includes('greeting'));

  for (const recorder of [a, b]) recorder.tell('steady');
  const recovered: number[] = [];
  for (let kill = 1; kill <= trials(2, 1); kill += 1) {
    await Promise.all([a, b].map(recorder => recorder.said(new RegExp(`^steady ${kill * 100 - 80}$`))));
    await server.kill();
    await Promise.all(screens.map(screen => screen.waitFor('stale')));
    await Promise.all([a, b].map(recorder => recorder.said(new RegExp(`^steady ${kill * 100 - 20}$`))));
    server = await serve(database.url, port, place);
    const servedAt = Date.now();
    await Promise.all(screens.map(screen => screen.waitFor('live')));
    recovered.push(Date.now() - servedAt);
  }
  for (const recorder of [a, b]) {
    recorder.tell('enough');
    await recorder.said(/^enough$/);
  }
  // Each delivers in order, what waited for the server first.
  a.tell('run last-of-a');
  b.tell('run after-all');
  const delivered = () => countNamed(database.url, ['last-of-a', 'after-all']);
  await expect.poll(delivered, { timeout: 3 * patienceMs }).toBe(2);
  await ada.waitFor(/✔ Success +after-all/u);

  const recorded = sum(await close(a), await close(b));
  await expect.poll(() => countsIn(database.url)).toEqual(recorded);
  const total = `All ${recorded.runs.toLocaleString('en-US')}`;
  await Promise.all(screens.map(screen => screen.waitFor(total)));
  console.info(
    `shown after ${shown.join(', ')} ms, signal after ${fired} ms, both screens live again ${recovered.join(' and ')} ms after a restart; ${recorded.runs} runs, ${recorded.logs} logs`,
  );
});
