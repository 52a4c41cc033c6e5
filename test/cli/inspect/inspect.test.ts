import { describe, expect, it } from 'vitest';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

describe('runlens without a terminal', () => {
  it('prints the table as text', async () => {
    const { code, out, err } = await runCli([]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    await expect(out).toMatchFileSnapshot('../../golden/cli/table-in-a-pipe.txt');
  });

  it('prints the one run that was named', async () => {
    const { code, out } = await runCli(['--run', 'ses_1']);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('../../golden/cli/session.txt');
  });

  it('narrows by the filter', async () => {
    const { out } = await runCli(['.', '--filter', 'status:failed']);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(out).toContain('run_failed');
  });

  it('says that no run matches, and why, and exits 0', async () => {
    const err = 'no runs match\n  there is ada\n';
    expect(await runCli(['--filter', 'actor:nobody'])).toEqual({ code: 0, out: '', err });
  });

  it('says what to do where there are no runs yet', async () => {
    const { err } = await runCli([], { store: createFakeStore([]) });
    expect(err).toBe('no runs yet: record one with runlens/recorder, or try "runlens demo"\n');
  });

  it('does not suggest recording where an engine makes the runs', async () => {
    const target: TargetInfo = {
      name: 'wf',
      kind: 'workflow-sdk',
      isEngine: true,
      location: './.workflow-data',
      reason: 'found here',
    };
    const { err } = await runCli([], { store: createFakeStore([], { overrides: { target } }) });
    expect(err).toBe('no runs yet: the runs that the engine starts appear here\n');
  });

  it('opens no address that it only found: exits 2, and names the command', async () => {
    const files = { 'project/.env': 'DATABASE_URL=postgres://ada:s3cret@127.0.0.1:1/shop\n' };
    expect(await runCli([], { files, store: 'real' })).toEqual({
      code: 2,
      out: '',
      err:
        'runlens: no runs found here, only addresses, each opened only when it is named: postgres://127.0.0.1:1/shop (.env: DATABASE_URL)\n' +
        '  runlens --target postgres://127.0.0.1:1/shop\n',
    });
  });

  it('says so when there are more than it shows', async () => {
    const runs = Array.from({ length: 60 }, (_, at) => createRun({ id: `run_${at}`, createdAt: now - at }));
    const { out, err } = await runCli([], { store: createFakeStore(runs), isTalking: true });
    expect(out.trimEnd().split('\n')).toHaveLength(51);
    expect(err).toContain('the newest 50 are shown');
  });

  it('prints text when the output is a terminal and the input is not', async () => {
    expect((await runCli([], { columns: 80 })).out).toContain('run_failed');
  });
});
