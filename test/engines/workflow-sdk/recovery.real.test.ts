import { afterEach, expect, it } from 'vitest';
import { waitFor } from '../../contract/reading.ts';
import { type Host, startHost } from './start-host.ts';
import { waitForStatus } from './wait-for-status.ts';

const hosts: Host[] = [];
const start = async (stopped?: Host) => {
  const host = await startHost(stopped);
  hosts.push(host);
  return host;
};

afterEach(async () => {
  for (const host of hosts.splice(0).reverse()) await host.remove();
});

it('shows the attempt that died with its engine, and the one of the next engine', async () => {
  const host = await start();
  const store = await host.open();
  const id = await host.start('slow', 3_000);
  await waitFor(async () => {
    const run = await store.getRun(id, { include: { steps: true } });
    return run?.steps?.[0]?.status === 'running';
  });
  await host.stop();
  expect((await waitForStatus(store, id, 'running')).steps).toMatchObject([
    { name: 'takeTime', status: 'running' },
  ]);
  await start(host);
  const run = await waitForStatus(store, id, 'success');
  expect(run.steps?.map(({ name, attempt, status }) => [name, attempt, status])).toEqual([
    ['takeTime', 1, 'unknown'],
    ['takeTime', 2, 'success'],
    ['greet', 1, 'success'],
  ]);
  expect(run.output).toEqual(['slow', { greeting: 'hello after' }]);
  const attempts = (await store.getTrace(id))?.spans.filter(span => span.kind === 'attempt') ?? [];
  expect(attempts.every(span => span.endAt !== undefined)).toBe(true);
  await store.close();
});
