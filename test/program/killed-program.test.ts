import { describe, expect } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { scaleToLoad } from '../in-time.ts';
import { test, type Workplace } from './workplace.ts';

/** A store whose only writer was killed in the middle of a run. */
async function storeOfTheKilled(place: Workplace): Promise<string> {
  const location = place.path('runs.db');
  const recording = place.record(location, 'killed-program');
  await recording.said('flushed');
  await recording.stop();
  return location;
}

async function listed(place: Workplace, location: string, ...args: readonly string[]) {
  const { stdout, stderr } = await place.run('workflows', 'runs', 'list', '--target', location, ...args);
  expect(stderr).toBe('');
  const answer: { readonly data: readonly Record<string, unknown>[] } = JSON.parse(stdout);
  return answer.data;
}

describe('a program that is killed while it records', () => {
  test('leaves what it flushed, its open runs shown as failed within two seconds, with why and in every count', async ({
    place,
  }) => {
    const location = place.path('runs.db');
    const recording = place.record(location, 'killed-program');
    await recording.said('flushed');
    const { waitFor, send } = place.open({ args: [location], columns: 120, rows: 20 });
    await waitFor(/● Running +midway[\s\S]*✔ Success +done-before/u);
    await waitFor(/Failed 0 +Open +Running 2/u);
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
  });

  test('is told the same by the commands', async ({ place }) => {
    const location = await storeOfTheKilled(place);
    const failed = await listed(place, location, '--status', 'failed');
    expect(failed.map(run => run.name)).toEqual(['never-begun', 'midway']);
    for (const run of failed) expect(run.errorSummary).toMatchObject({ message: 'its process is gone' });
    expect(await listed(place, location, '--status', 'running,queued')).toEqual([]);
    const { stdout } = await place.run('workflows', 'list', '--target', location, '-o', 'tsv');
    expect(stdout).toMatch(/^midway\tworkflow\t1\t1\t0\t/mu);
  });

  test('leaves runs that are canceled at once, since nobody is there to be asked', async ({ place }) => {
    const location = await storeOfTheKilled(place);
    const [run] = await listed(place, location, 'midway');
    const canceled = await place.run('workflows', 'runs', 'cancel', String(run?.id), '--target', location);
    expect(canceled).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(canceled.stdout)).toMatchObject({ data: [{ result: 'canceled' }] });
    expect(await listed(place, location, 'midway')).toMatchObject([{ status: 'canceled' }]);
  });

  test('is marked as failed by the next program that records, and can still be canceled as before', async ({
    place,
  }) => {
    const location = await storeOfTheKilled(place);
    const next = await openRecorder({ location });
    await next.close();
    const [midway] = await listed(place, location, 'midway');
    expect(midway).toMatchObject({ status: 'failed', errorSummary: { message: 'its process is gone' } });
    const canceled = await place.run('workflows', 'runs', 'cancel', String(midway?.id), '--target', location);
    expect(JSON.parse(canceled.stdout)).toMatchObject({ data: [{ result: 'canceled' }] });
    expect(await listed(place, location, 'midway')).toMatchObject([{ status: 'canceled' }]);
  });
});
