import { describe, expect, test } from 'vitest';
import { newestFirst } from '../../../../src/contract/lists/sort.ts';
import { toTally } from '../../../../src/model/failure/failure-tally.ts';
import { summarizeFailure } from '../../../../src/model/failure/summarize-failure.ts';
import type { Run } from '../../../../src/model/run.ts';
import { createFakeStore } from '../../fake-store.ts';
import { runCli } from '../../run-cli.ts';
import { createRun, now } from '../../sample-runs.ts';

const minute = 60_000;

function failed(
  id: string,
  minutesAgo: number,
  message: string,
  step?: string,
  name = 'signup-pipeline',
): Run {
  const error = { value: { message }, message, stack: `Error: ${message}\n    at send (mail.ts:1:1)` };
  return createRun({
    id,
    name,
    status: 'failed',
    createdAt: now - minutesAgo * minute,
    error,
    errorSummary: summarizeFailure({ error, step, name }),
  });
}

const runs = [
  failed('run_a', 2, 'mail provider did not answer in 3000 ms', 'send-email'),
  failed('run_b', 50, 'mail provider did not answer in 4500 ms', 'send-email'),
  failed('run_c', 9, 'relation "orders" does not exist', undefined, 'nightly-report'),
  failed('run_d', 40, 'relation "orders" does not exist', undefined, 'nightly-report'),
  failed('run_e', 30, 'relation "orders" does not exist', undefined, 'nightly-report'),
  createRun({ id: 'run_f' }),
];

const run = (line: readonly string[], columns?: number) =>
  runCli(line, { store: createFakeStore(runs), columns, env: { NO_COLOR: '1' } });

async function jsonOf(...line: readonly string[]) {
  const { code, out, err } = await run(line);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

const groups = async (...options: readonly string[]) => (await jsonOf('failures', 'list', ...options)).data;

describe('failures list', () => {
  test('lists the groups, the one that failed last first', async () => {
    const [mail, table, ...others] = await groups();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      id: expect.stringMatching(/^[\w.-]+$/u),
      count: 2,
      firstAt: '2026-03-14T11:10:00.000Z',
      lastAt: '2026-03-14T11:58:00.000Z',
      workflow: 'signup-pipeline',
      workflows: [{ name: 'signup-pipeline', count: 2 }],
      step: 'send-email',
      message: 'mail provider did not answer in <duration>',
      firstRunId: 'run_b',
      lastRunId: 'run_a',
    });
    expect(table).toMatchObject({ count: 3, workflow: 'nightly-report' });
  });

  test.each([
    ['last', ['run_a', 'run_c']],
    ['count', ['run_c', 'run_a']],
    ['first', ['run_c', 'run_a']],
  ])('sorts by %s', async (sort, last) => {
    const sorted = await groups('--sort', sort);
    expect(sorted.map(({ lastRunId }: { lastRunId: string }) => lastRunId)).toEqual(last);
  });

  test('is of a workflow, a time and a filter, and ends at a limit', async () => {
    expect(await groups('nightly-report')).toHaveLength(1);
    expect(await groups('--since', '5m')).toMatchObject([{ count: 1, lastRunId: 'run_a' }]);
    expect(await groups('--filter', 'error:orders')).toHaveLength(1);
    const { out, err } = await run(['failures', 'list', '--limit', '1']);
    expect(JSON.parse(out).data).toHaveLength(1);
    expect(err).toBe('there are 2 groups: --limit shows more\n');
  });

  test('refuses an order that it does not know', async () => {
    const { code, err } = await run(['failures', 'list', '--sort', 'name']);
    expect(code).toBe(2);
    expect(err).toContain('last, count, first');
  });

  test('is a table for people, and says so where nothing has failed', async () => {
    const { out } = await run(['failures', 'list'], 100);
    expect(out.split('\n')[1]).toMatch(/^\S+ +new +2 +>50m ago +2m ago +signup-pipeline · send-email/u);
    const { err } = await run(['failures', 'list', '--until', '2001-01-01'], 100);
    expect(err).toBe('no run has failed here\n');
  });
});

describe('failures get', () => {
  test('prints one group, whose runs the filter lists', async () => {
    const [mail] = await groups();
    expect(await jsonOf('failures', 'get', mail.id)).toMatchObject(mail);
    const { data } = await jsonOf('workflows', 'runs', 'list', '--filter', `failure:${mail.id}`);
    expect(data.map(({ id }: { id: string }) => id)).toEqual(['run_a', 'run_b']);
  });

  test('is text for people, with the last run as an example', async () => {
    const [mail] = await groups();
    const { code, out } = await run(['failures', 'get', mail.id], 100);
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines.slice(0, 9)).toEqual([
      'signup-pipeline · send-email',
      'mail provider did not answer in <duration>',
      '',
      `group        ${mail.id}`,
      'state        new',
      'failed runs  2 since before the first run here',
      'workflows    signup-pipeline 2',
      'first        50m ago, 2026-03-14T11:10:00.000Z  run_b',
      'last         2m ago, 2026-03-14T11:58:00.000Z  run_a',
    ]);
    expect(lines.slice(-7)).toEqual([
      'signup-pipeline  ✖ Failed  run_a',
      'Webhook · signup · 2m ago · 4.2s',
      '',
      'Error  failed in send-email after 4.2s',
      '  mail provider did not answer in 3000 ms',
      '      at send (mail.ts:1:1)',
      '',
    ]);
  });

  test('lists ten of the groups that a part of an id could be, and how many more', async () => {
    const alike = Array.from('abcdefghijkl', value => ({
      message: 'no table',
      failure: `4ldhmyyxthl.${value}`,
    }));
    const manyGroups = [...alike, ...alike].map((errorSummary, at) =>
      createRun({ id: `run_${at}`, status: 'failed', createdAt: now - at * minute, errorSummary }),
    );
    const { code, err } = await runCli(['failures', 'get', '4ldhmyyx'], {
      store: createFakeStore(manyGroups),
    });
    const lines = err.trimEnd().split('\n');
    expect([code, lines.length, lines[0]]).toEqual([2, 13, 'runlens: 4ldhmyyx could be 12 groups:']);
    expect(lines.slice(-2)).toEqual(['  and 2 more', '  write more of the id']);
  });

  test('exits 3 for an id that no failed run has', async () => {
    const { code, out, err } = await run(['failures', 'get', '00000000000']);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toBe(
      'runlens: no failed run is of the group 00000000000\n  `runlens failures list` lists the groups\n',
    );
  });

  test('is one row as tsv', async () => {
    const [mail] = await groups();
    const { out } = await run(['failures', 'get', mail.id, '-o', 'tsv', '--no-header']);
    expect(out.split('\t').slice(0, 2)).toEqual([mail.id, '2']);
  });
});

test('a group says which rules made it, for people and in JSON', async () => {
  const key = (constraint: string) => `duplicate key value violates unique constraint "${constraint}"`;
  const store = createFakeStore([
    failed('run_p', 1, key('orders_pkey'), 'insert'),
    failed('run_q', 2, key('orders_no_key'), 'insert'),
  ]);
  const { data } = JSON.parse((await runCli(['failures', 'list'], { store })).out);
  const because = ['SQLSTATE 23505 · constraint orders_pkey', 'SQLSTATE 23505 · constraint orders_no_key'];
  expect(data.map((group: { because: string }) => group.because)).toEqual(because);
  const { out } = await runCli(['failures', 'get', data[0].id], {
    store,
    columns: 100,
    env: { NO_COLOR: '1' },
  });
  expect(out).toMatch(/^because +SQLSTATE 23505 · constraint orders_pkey$/mu);
});

describe('the group of a run', () => {
  test('is in the data of lists and of one run, and the same in both', async () => {
    const [mail] = await groups();
    const { data } = await jsonOf('workflows', 'runs', 'list');
    const ids = data.map(({ failureId }: { failureId?: string }) => failureId);
    expect(ids.filter((id?: string) => id === mail.id)).toHaveLength(2);
    expect(data.find(({ id }: { id: string }) => id === 'run_f')).not.toHaveProperty('failureId');
    expect((await jsonOf('workflows', 'runs', 'get', 'run_a')).failureId).toBe(mail.id);
    const { out } = await run(['workflows', 'runs', 'get', 'run_a', '--field', 'failureId']);
    expect(out).toBe(`${mail.id}\n`);
  });
});

test('a group has the id of its rows in every filter, where the store counts', async () => {
  const rates = ['EUR', 'EUR', 'EUR', 'USD', 'USD', 'USD'].map((currency, at) =>
    failed(`rate_${at}`, at, `no rate for "${currency}"`),
  );
  const listed = createFakeStore(rates);
  const store = createFakeStore(rates, {
    overrides: {
      failures: async (query, { now: at, bucketMs }) => {
        const page = await listed.listRuns(query, { sort: newestFirst, limit: 100, now: at });
        return { tallies: page.runs.flatMap(one => toTally(one, bucketMs) ?? []) };
      },
    },
  });
  const dataOf = async (...line: readonly string[]) => JSON.parse((await runCli(line, { store })).out).data;
  const [one] = await dataOf('history', 'list');
  expect(await dataOf('failures', 'list', '--filter', 'rate_0')).toMatchObject([
    { id: one.failureId, count: 1 },
  ]);
  expect(one.failureId).toMatch(/^\w+\.\w+$/u);
});
