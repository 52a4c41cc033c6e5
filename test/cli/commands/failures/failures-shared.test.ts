import { beforeEach, describe, expect, it } from 'vitest';
import type { createHome } from '../../../targets/temporary-home.ts';
import { createHomeWithStore } from '../../real-store.ts';
import { runCli } from '../../run-cli.ts';
import { createRun, now } from '../../sample-runs.ts';

const minute = 60_000;

const runs = Array.from({ length: 90 }, (_, index) => {
  const isFailed = index >= 60 && index % 2 === 0;
  return createRun({
    id: `run_${index}`,
    name: 'checkout',
    createdAt: now - (90 - index) * minute,
    status: isFailed ? 'failed' : 'success',
    input: { plan: isFailed ? 'scale' : 'free', apiKey: isFailed ? 'hunter2' : `key${index % 5}` },
    error: isFailed ? { value: {}, name: 'CardError', message: 'the card was declined' } : undefined,
  });
});

let home: ReturnType<typeof createHome>;

beforeEach(async () => {
  home = await createHomeWithStore(runs);
});

const run = (line: string, columns?: number) =>
  runCli(line.split(' '), { store: 'real', home, now: () => now, columns });

describe('failures shared', () => {
  it('says what failed runs share, and since when they have failed', async () => {
    const { code, out } = await run('failures shared checkout -o table');
    expect(code).toBe(0);
    expect(out).toContain('Since    50% failed since ');
    expect(out).toContain('(15 of 30 runs to now), none of the 60 runs before; the last run succeeded');
    expect(out).toContain('last good run run_59, first bad run run_60');
    expect(out).toMatch(
      /Shared {3}15 of 15 failed have input\.plan=scale \(the same runs: input\.apiKey=•+\), 0 of 14 others/u,
    );
  });

  it('prints the same as data, with the filter for the runs', async () => {
    const { out } = await run('failures shared -o json');
    expect(JSON.parse(out)).toMatchObject({
      shared: {
        causes: [
          {
            values: [
              { field: 'input.plan', value: 'scale', same: [{ field: 'input.apiKey', value: 'hunter2' }] },
            ],
            filter: 'input.plan:scale',
            ...{ failed: 15, failedTotal: 15, others: 0, othersTotal: 14 },
          },
        ],
        failed: 15,
        others: 14,
      },
      since: {
        type: 'changed',
        ...{ before: { failed: 0, runs: 60 }, after: { failed: 15, runs: 30 } },
        later: { runs: 1, succeeded: 1, isOver: false, lastFailedAt: '2026-03-14T11:58:00.000Z' },
        ...{ lastGoodRunId: 'run_59', firstBadRunId: 'run_60', at: '2026-03-14T11:30:00.000Z' },
      },
    });
  });

  it('masks secrets with --redact', async () => {
    const { out } = await run('failures shared -o json --redact');
    expect(out).toContain('input.plan=scale');
    expect(out).not.toContain('hunter2');
  });

  it('points at a comparison of the last one where they share no cause', async () => {
    const { out } = await run('failures shared -o table --filter id:run_60');
    expect(out).toContain('no shared cause (1 failed, ');
    expect(out).toContain(
      'Compare  the last failed run with the last success before it: runlens diff run_60\n',
    );
    expect((await run('failures shared -o table')).out).not.toContain('runlens diff');
  });

  it('says that no run has failed', async () => {
    const { code, out, err } = await run('failures shared checkout --until 2001-01-01 -o table');
    expect([code, out, err]).toEqual([0, '', 'no run has failed here\n']);
    const { err: hint } = await run('failures shared checkot -o table');
    expect(hint).toBe('no workflow or agent "checkot" has runs here: did you mean "checkout"?\n');
  });

  it('takes the id of a group for the runs of that group', async () => {
    const { data } = JSON.parse((await run('failures list -o json')).out);
    const [{ id }] = data;
    const { out } = await run(`failures shared --filter failure:${id} -o table`);
    expect(out).toContain('15 of 15 failed have input.plan=scale');
    for (const written of [id, id.slice(0, 7), `${id.slice(0, 7)}…`])
      expect((await run(`failures shared ${written} -o table`)).out).toBe(out);
    expect((await run(`failures shared ${id} --until 2001-01-01 -o table`)).err).toBe(
      'no run has failed here\n',
    );
  });

  it('takes a workflow that is named as a group could be for the workflow', async () => {
    home = await createHomeWithStore(runs.map(one => ({ ...one, name: 'nightlysync' })));
    expect((await run('failures shared nightlysync -o table')).out).toContain('15 of 15 failed');
  });
});

describe('failures get', () => {
  it('prints under the group what its runs share', async () => {
    const { data } = JSON.parse((await run('failures list -o json')).out);
    const { out } = await run(`failures get ${data[0].id} -o table`);
    expect(out).toContain('the card was declined');
    expect(out).toContain('15 of 15 failed have input.plan=scale');
    const json = JSON.parse((await run(`failures get ${data[0].id} -o json`)).out);
    expect(json).toMatchObject({ id: data[0].id, shared: { failed: 15 }, since: { type: 'changed' } });
  });
});
