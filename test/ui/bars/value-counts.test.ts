import { describe, expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { filterLines } from '../../../src/ui/bars/filter-lines.ts';
import { plainTheme } from '../../../src/ui/theme.ts';
import { installFakeClock } from '../../state/fake-clock.ts';
import { createMemoryStore, sampleRun } from '../../state/memory-store.ts';
import { openSession, press, settle, typeKeys } from '../../state/open-session.ts';

installFakeClock();

const runs = [
  sampleRun(3, { status: 'failed', errorSummary: { name: 'TimeoutError', message: 'no answer' } }),
  sampleRun(2, { name: 'invoice-sync' }),
  sampleRun(1),
];

function createCounted(patch: Partial<RunStore> = {}): RunStore {
  const place = { id: 'run_0003', at: 0 };
  return {
    ...createMemoryStore(runs),
    workflows: async () => [
      { name: 'signup-pipeline', kind: 'workflow', total: 1_204, failed: 1, active: 0 },
      { name: 'invoice-sync', kind: 'workflow', total: 1, failed: 0, active: 0 },
    ],
    failures: async () => ({
      tallies: [60, 24].map(count => ({
        failure: `f${count}`,
        name: 'signup-pipeline',
        count,
        first: place,
        last: place,
        times: [],
        example: { name: 'TimeoutError', message: 'no answer' },
      })),
    }),
    ...patch,
  };
}

async function completions(store: RunStore, text: string): Promise<string> {
  const { session } = openSession(store);
  await settle();
  press(session, '/');
  typeKeys(session, text);
  await settle(500);
  return filterLines(session.getState(), plainTheme)[1]?.trim() ?? '';
}

describe('the values that completion offers', () => {
  test('carry the counts of workflows', async () => {
    const text = await completions(createCounted(), 'workflow:');
    expect(text).toContain('signup-pipeline 1,204');
    expect(text).toContain('invoice-sync 1');
  });

  test('carry the counts of statuses', async () => {
    const text = await completions(createCounted(), 'status:');
    expect(text).toContain('failed 1 ');
    expect(text).toContain('success 2');
  });

  test('carry the counts of errors where the store counts failures', async () => {
    expect(await completions(createCounted(), 'error:')).toContain('TimeoutError 84');
    expect(await completions(createCounted({ failures: undefined }), 'error:')).toContain('TimeoutError');
  });

  test('have none on an engine, which would read its runs for them', async () => {
    const { target } = createMemoryStore([]);
    const text = await completions(createCounted({ target: { ...target, isEngine: true } }), 'workflow:');
    expect(text).toContain('signup-pipeline');
    expect(text).not.toContain('1,204');
  });
});
