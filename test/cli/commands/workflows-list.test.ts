import { describe, expect, it } from 'vitest';
import type { WorkflowInfo } from '../../../src/contract/workflow-info.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';

describe('workflows list and agents list', () => {
  it('lists names with their counts', async () => {
    const { code, out } = await runCli(['workflows', 'list'], { columns: 80 });
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'WORKFLOW         RUNS  FAILED  ACTIVE  LAST RUN',
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

it('lists what can be started now, also where it never ran', async () => {
  const infos: readonly WorkflowInfo[] = [
    { name: 'nightly', kind: 'workflow', total: 3, failed: 0, active: 0, lastCreatedAt: 0 },
    { name: 'signup', kind: 'workflow', total: 0, failed: 0, active: 0, isOffered: true },
  ];
  const store = createFakeStore([], { overrides: { workflows: async () => infos } });
  const { out } = await runCli(['workflows', 'list', '-o', 'table'], { store });
  expect(out.split('\n').map(line => line.replace(/ {2,}/g, '  '))).toEqual([
    'WORKFLOW  RUNS  FAILED  ACTIVE  LAST RUN  OFFERED',
    expect.stringMatching(/^nightly {2}3 {2}0 {2}0 {2}.* ago/),
    'signup  0  0  0  yes',
    '',
  ]);
  const { out: tsv } = await runCli(['workflows', 'list', '-o', 'tsv'], { store });
  expect(tsv.split('\n').map(line => line.split('\t').at(-1))).toEqual(['isOffered', '', 'true', '']);
});
