import { describe, expect, it } from 'vitest';
import type { FailureChunk } from '../../../src/contract/failures.ts';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createCountedSource, listsOver, manyRuns } from './counted-source.ts';

const options = { now: 1_000_000, bucketMs: bucketLengths.minute };

function failing(at: number): Partial<RunSummary> {
  if (at % 10 > 0) return {};
  const error = { value: undefined, message: at % 20 ? 'no such box' : 'the card was declined' };
  const name = `flow-${at % 7}`;
  return { status: 'failed', errorSummary: summarizeFailure({ error, name }) };
}

async function partsOf(filter: string, budget: { readonly ms: number; readonly rows: number }) {
  const source = createCountedSource(manyRuns(200, failing), 16);
  const store = createFakeStore([], { overrides: listsOver(source, budget) });
  const parts: FailureChunk[] = [];
  for await (const part of readFailures(store, parseQuery(filter), options)) parts.push(part);
  return parts;
}

const countOf = (parts: readonly FailureChunk[]) =>
  parts.flatMap(({ tallies }) => tallies).reduce((sum, { count }) => sum + count, 0);

describe('failures of a store that can only be read run by run', () => {
  it('are counted by failure and workflow, with the first, the last and the times', async () => {
    const [part, ...others] = await partsOf('workflow:flow-3', { ms: 60_000, rows: 1_000 });
    expect(others).toEqual([]);
    expect(part?.searched).toEqual({ read: 200, total: 200 });
    expect(part?.tallies.map(({ name, count, first, last }) => [name, count, first.at, last.at])).toEqual([
      ['flow-3', 2, 1_000_000 - 150, 1_000_000 - 10],
      ['flow-3', 1, 1_000_000 - 80, 1_000_000 - 80],
    ]);
    expect(part?.tallies[0]?.times).toEqual([[960_000, 2]]);
  });

  it('come in parts when the budget is used up, with how much was read of how much', async () => {
    const parts = await partsOf('', { ms: 60_000, rows: 60 });
    expect(parts.map(({ searched }) => searched?.read)).toEqual([60, 120, 180, 200]);
    expect(parts.map(part => countOf([part]))).toEqual([6, 6, 6, 2]);
  });

  it('come to an end when no time is left for any of them', async () => {
    expect(countOf(await partsOf('', { ms: 0, rows: 1_000 }))).toBe(20);
  });

  it('match a clause that only payloads decide', async () => {
    expect(countOf(await partsOf('input.at:>=100', { ms: 60_000, rows: 1_000 }))).toBe(10);
  });

  it('leave the thread to others while they are counted', async () => {
    const source = createCountedSource(manyRuns(60_000, failing), 60_000);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await listsOver(source, { ms: 60_000, rows: 1_000_000 }).failures(parseQuery('status:failed'), options);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});
