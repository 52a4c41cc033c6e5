import { describe, expect, it } from 'vitest';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';

describe('workflows list and agents list', () => {
  it('lists names with their counts', async () => {
    const { code, out } = await runCli(['workflows', 'list'], { columns: 80 });
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'WORKFLOW         RUNS  FAILED  ACTIVE  NEWEST',
      'invoice-sync        1       0       1  1m ago',
      'signup-pipeline     2       1       0  2m ago',
      '',
    ]);
  });

  it('keeps agents apart', async () => {
    const { out } = await runCli(['agents', 'list']);
    expect(JSON.parse(out)).toEqual({
      data: [
        {
          name: 'support-agent',
          kind: 'agent',
          total: 1,
          failed: 0,
          active: 0,
          lastCreatedAt: '2026-03-14T11:57:00.000Z',
        },
      ],
      nextCursor: null,
    });
  });

  it('says that there are none, and exits 0', async () => {
    const result = await runCli(['agents', 'list', '-o', 'table'], { store: createFakeStore([]) });
    expect(result).toEqual({ code: 0, out: '', err: 'no agents have runs\n' });
  });
});

describe('workflows run', () => {
  it('says that a local store cannot start runs', async () => {
    const { code, out, err } = await runCli(['workflows', 'run', 'signup-pipeline', '--input', '{}']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('./.runlens/runs.db cannot start runs');
  });
});
