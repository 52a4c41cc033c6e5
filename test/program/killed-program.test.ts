import { cpSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { runCli } from '../cli/run-cli.ts';
import { scaleToLoad } from '../in-time.ts';
import type { Program } from '../pty/program.ts';
import type { Recording } from './recording.ts';
import { shareWorkplace, test, type Workplace } from './workplace.ts';

async function record(place: Workplace, name: string): Promise<Recording> {
  const recording = place.record(place.path(name), 'killed-program');
  await recording.said('flushed');
  return recording;
}

/** Where the store is that a program left which was killed in the middle of a run. */
let left: string;
shareWorkplace(async place => {
  await (await record(place, 'left/runs.db')).stop();
  left = place.path('left');
});

/** A copy of it, for a test of its own. */
function copyStore(place: Workplace): string {
  cpSync(left, place.path('left'), { recursive: true });
  return place.path('left/runs.db');
}

async function runCommand(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await runCli(args, { store: 'real', now: Date.now });
  expect([code, err]).toEqual([0, '']);
  return out;
}

async function listed(location: string, ...args: readonly string[]) {
  const out = await runCommand('workflows', 'runs', 'list', '--target', location, ...args);
  const answer: { readonly data: readonly Record<string, unknown>[] } = JSON.parse(out);
  return answer.data;
}

describe('a program that is killed while it records', () => {
  let recording: Recording;
  let program: Program;

  shareWorkplace(async place => {
    recording = await record(place, 'runs.db');
    program = place.open({ args: [place.path('runs.db')], columns: 120, rows: 20 });
    await program.waitFor(/● Running +midway[\s\S]*✔ Success +done-before/u);
    await program.waitFor(/Failed 0 +Open +Running 2/u);
  });

  test('leaves what it flushed, its open runs shown as failed within two seconds, with why and in every count', async () => {
    const { waitFor, send } = program;
    recording.process.kill('SIGKILL');
    await waitFor(/✖ Failed +never-begun .*its process is g/u, { timeoutMs: scaleToLoad(2_000) });
    await waitFor(/Failed 2 +Open( 2)? +Running 0/u);
    send('/status:failed\r');
    await waitFor('1–2 of 2');
    send('/\u0015status:active\r');
    await waitFor('0 runs');
    send('/\u0015workflow:midway\r');
    await waitFor('1–1 of 1');
    send('\r');
    await waitFor(screen =>
      ['its process is gone', 'ada@example.com'].every(text => screen.join('\n').includes(text)),
    );
    send('3');
    await waitFor(screen =>
      ['first', 'second', 'half of it is done'].every(text => screen.join('\n').includes(text)),
    );
    send('q');
    await waitFor('q quit');
  });

  test('x on a run whose process was killed ends it at once', async () => {
    const { waitFor, send, exited } = program;
    await recording.stop();
    send('/\u0015workflow:midway\r');
    await waitFor(/1–1 of 1[\s\S]*✖ Failed +midway .*its process is g/u);
    send('x');
    await waitFor('Cancel midway?', { timeoutMs: scaleToLoad(2_000) });
    send('y');
    await waitFor(/⊘ Canceled +midway/u);
    send('q');
    expect(await exited).toMatchObject({ exitCode: 0 });
  });

  test('is told the same by the commands', async ({ place }) => {
    const location = copyStore(place);
    const failed = await listed(location, '--status', 'failed');
    expect(failed.map(run => run.name)).toEqual(['never-begun', 'midway']);
    for (const run of failed) expect(run.errorSummary).toMatchObject({ message: 'its process is gone' });
    expect(await listed(location, '--status', 'running,queued')).toEqual([]);
    const table = await runCommand('workflows', 'list', '--target', location, '-o', 'tsv');
    expect(table).toMatch(/^midway\tworkflow\t1\t1\t0\t/mu);
  });

  test('leaves runs that are canceled at once, since nobody is there to be asked', async ({ place }) => {
    const location = copyStore(place);
    const [run] = await listed(location, 'midway');
    const canceled = await place.run('workflows', 'runs', 'cancel', String(run?.id), '--target', location);
    expect(canceled).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(canceled.stdout)).toMatchObject({ data: [{ result: 'canceled' }] });
    expect(await listed(location, 'midway')).toMatchObject([{ status: 'canceled' }]);
  });

  test('is marked as failed by the next program that records, and can still be canceled as before', async ({
    place,
  }) => {
    const location = copyStore(place);
    const next = await openRecorder({ location });
    await next.close();
    const [midway] = await listed(location, 'midway');
    expect(midway).toMatchObject({ status: 'failed', errorSummary: { message: 'its process is gone' } });
    const canceled = await runCommand(
      ...['workflows', 'runs', 'cancel', String(midway?.id), '--target', location],
    );
    expect(JSON.parse(canceled)).toMatchObject({ data: [{ result: 'canceled' }] });
    expect(await listed(location, 'midway')).toMatchObject([{ status: 'canceled' }]);
  });
});
