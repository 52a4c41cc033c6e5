import { beforeEach, describe, expect, it } from 'vitest';
import type { createHome } from '../../targets/temporary-home.ts';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, failedRun, now } from '../sample-runs.ts';

const minute = 60_000;
const { error, errorSummary } = failedRun;

/** Every third run fails, and all of these are of one actor. */
const runs = Array.from({ length: 30 }, (_, at) =>
  createRun({
    id: `run_${at}`,
    name: 'checkout',
    createdAt: now - (at + 1) * minute,
    actor: at % 3 === 0 ? 'mallory' : 'ada',
    input: { plan: at % 3 === 0 ? 'scale' : 'free', order: at },
    ...(at % 3 === 0 ? { status: 'failed' as const, error, errorSummary } : {}),
  }),
);

let home: ReturnType<typeof createHome>;

beforeEach(async () => {
  home = await createHomeWithStore(runs);
});

const run = (line: string) => runCli(line.split(' '), { store: 'real', home, now: () => now, columns: 120 });

describe('explain', () => {
  it('says why a run failed, what its group shares, how it differs, and what to type next', async () => {
    const { code, out } = await run('explain run_3 -o table');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^checkout run_3 failed in send-email/u);
    expect(lines.join('\n')).toContain('TimeoutError: mail provider did not answer in 3000 ms');
    expect(lines.find(line => line.startsWith('shared'))).toContain('10 of 10 failed have');
    expect(lines.find(line => line.startsWith('differs'))).toContain('input.plan is "scale"');
    expect(lines.find(line => line.startsWith('next'))).toContain('runlens diff run_3');
    expect(out.length).toBeLessThanOrEqual(2_000);
  });

  it('explains the last run of a group by the id of the group', async () => {
    const { out } = await run('explain run_3 -o json');
    const { failureId, runId, text } = JSON.parse(out);
    expect(runId).toBe('run_3');
    const ofGroup = JSON.parse((await run(`explain ${failureId} -o json`)).out);
    expect(ofGroup).toMatchObject({ runId: 'run_0', failureId });
    expect(ofGroup.text.split('\n').slice(3, 5)).toEqual(text.split('\n').slice(3, 5));
  });

  it('says of an id that neither a run nor a group has that there is none', async () => {
    const { code, err } = await run('explain run_nowhere');
    expect(code).toBe(3);
    expect(err).toContain('run_nowhere');
  });
});
