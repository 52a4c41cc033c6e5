import { describe, expect, it } from 'vitest';
import type { FailureChunk } from '../../../src/contract/failures.ts';
import type { FailureTally } from '../../../src/model/failure/failure-tally.ts';
import { createFailureIdReader } from '../../../src/operations/failures/failure-votes.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createRun } from '../../cli/sample-runs.ts';

function failed(failure: string) {
  return createRun({ id: failure, status: 'failed', errorSummary: { message: 'no', failure } });
}

function tallyOf(failure: string, count: number): FailureTally {
  const at = { id: 'x', at: 0 };
  return { failure, name: 'w', count, first: at, last: at, times: [], example: { message: 'no', failure } };
}

/** A store with endless parts, of which each has three failures of `sig`. */
function endlessStore() {
  const asked: string[] = [];
  const failures = async (query: unknown, { cursor = '0' }): Promise<FailureChunk> => {
    asked.push(JSON.stringify(query));
    const at = Number(cursor);
    return { tallies: [tallyOf(`sig.a${at % 2}`, 3)], nextCursor: String(at + 1) };
  };
  return { store: createFakeStore([], { overrides: { failures } }), asked };
}

describe('the ids of the groups of failed runs', () => {
  it('are those of the newest failures that could be read in time', async () => {
    const { store, asked } = endlessStore();
    const reader = createFailureIdReader(store, { now: 0, budgetMs: 1 });
    const idOf = await reader.read([failed('sig.a1')]);
    expect(idOf(failed('sig.a1'))).toMatch(/^sig(?:\.a1)?$/);
    const before = asked.length;
    await reader.read([failed('other.b')]);
    expect(asked.length).toBe(before);
  });

  it('take one vote a signature, however many pages of runs there are', async () => {
    const asked: string[] = [];
    const failures = async (query: unknown): Promise<FailureChunk> => {
      asked.push(JSON.stringify(query));
      return { tallies: [tallyOf('sig.a', 3), tallyOf('sig.b', 3)] };
    };
    const store = createFakeStore([], { overrides: { failures } });
    const reader = createFailureIdReader(store, { now: 0 });
    await reader.read([failed('sig.a')]);
    const idOf = await reader.read([failed('sig.b'), createRun({ id: 'fine', status: 'success' })]);
    expect([idOf(failed('sig.b')), idOf(createRun({ id: 'fine', status: 'success' }))]).toEqual([
      'sig.b',
      undefined,
    ]);
    expect(asked).toHaveLength(1);
  });
});
