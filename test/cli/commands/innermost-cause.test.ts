import { describe, expect, it } from 'vitest';
import { createFakeStore } from '../fake-store.ts';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun } from '../sample-runs.ts';

const cause = { name: 'TimeoutError', message: 'timeout of 30000 ms exceeded' };
const error = { value: { message: 'request failed', cause }, name: 'Error', message: 'request failed' };
const step = { id: 's', name: 'pay', type: 'action', status: 'failed', attempt: 1, error } as const;
const wrapped = createRun({
  id: 'run_wrapped',
  status: 'failed',
  error: { ...error, stepId: 's' },
  errorSummary: { name: 'Error', message: 'request failed', step: 'pay', cause },
  steps: [step],
});
const bare = createRun({
  id: 'run_bare',
  status: 'failed',
  error: { value: { message: 'no such order' }, message: 'no such order' },
  errorSummary: { message: 'no such order' },
});

const run = (line: string, columns?: number) =>
  runCli(line.split(' '), { store: createFakeStore([wrapped, bare]), columns });

const said = 'TimeoutError: timeout of 30000 ms exceeded · wrapped in request failed';

describe('a failure whose error wraps another', () => {
  it('is listed by its innermost cause, with the wrapper where there is room', async () => {
    const listed = async (columns: number) =>
      (await run('workflows runs list', columns)).out.split('\n').find(line => line.includes('run_wrapped'));
    expect(await listed(220)).toContain(said);
    expect(await listed(100)).toMatch(/TimeoutError: t.*…$/u);
  });

  it('has its cause in the last column of TSV, which is the error itself where nothing wrapped it', async () => {
    const { out } = await run('workflows runs list -o tsv');
    const [names = [], ...rows] = out.split('\n').map(line => line.split('\t'));
    const [at, causeAt] = [names.indexOf('error'), names.indexOf('cause')];
    expect(causeAt).toBe(names.length - 1);
    expect(Object.fromEntries(rows.map(row => [row[0], [row[at], row[causeAt]]]))).toMatchObject({
      run_wrapped: ['request failed', 'timeout of 30000 ms exceeded'],
      run_bare: ['no such order', 'no such order'],
    });
  });

  it('has its cause in JSON', async () => {
    const { out } = await run('workflows runs list -o ndjson');
    expect(out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line).errorSummary]))).toEqual([
      { name: 'Error', message: 'request failed', step: 'pay', cause },
      { message: 'no such order' },
    ]);
  });

  it('has its cause in the JSON of its step, which lacks one where nothing wrapped the error', async () => {
    const { out } = await run('workflows runs get run_wrapped -o json --include steps');
    expect(JSON.parse(out).steps[0].error).toEqual({ ...error, cause });
    const plain = { ...wrapped, steps: [{ ...step, error: bare.error }] };
    const store = createFakeStore([plain]);
    const field = ['runs', 'get', 'run_wrapped', '--include', 'steps', '--field', 'steps.0.error'];
    expect(JSON.parse((await runCli(['workflows', ...field], { store })).out)).toEqual(bare.error);
  });

  it('has the cause in the row of its step', async () => {
    const { out } = await run('workflows runs get run_wrapped -o table --include steps', 140);
    expect(out).toContain(said);
  });

  it('is found by its cause in a store that is recorded to', async () => {
    const home = await createHomeWithStore([wrapped, bare]);
    for (const filter of [
      'error:timeouterror',
      'error:"of 30000 ms"',
      '"timeouterror: timeout"',
      'exceeded',
    ]) {
      const line = ['workflows', 'runs', 'list', '-o', 'tsv', '--filter', filter];
      const { out } = await runCli(line, { home, store: 'real' });
      expect([
        filter,
        out
          .split('\n')
          .slice(1)
          .map(row => row.split('\t')[0]),
      ]).toEqual([filter, ['run_wrapped', '']]);
    }
  });

  it('shows no secret of its cause where secrets are masked', async () => {
    const secret = { message: 'login failed', cause: { message: 'wrong password=hunter2secret' } };
    const store = createFakeStore([{ ...wrapped, error: undefined, errorSummary: secret }]);
    for (const format of ['table', 'tsv', 'json']) {
      const line = ['workflows', 'runs', 'list', '--redact', '-o', format];
      const { out } = await runCli(line, { store, columns: 200 });
      expect(out).toContain('wrong password=••••••');
      expect(out).not.toContain('hunter2');
    }
  });
});
