import { expect } from 'vitest';
import type { FailureChunk } from '../../src/contract/failures.ts';
import { failedRuns, readFailureChunk, readFailures } from '../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { bucketLengths } from '../../src/model/failure/failure-tally.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { groupsOf } from './failure-contract.ts';
import { sampleNow } from './sample-events.ts';

/** SQL for the columns of run `i`, made up. The first part ends with the second failure. */
export const manyFailures = {
  count: 30_000,
  columns: {
    id: "'run_' || i",
    kind: "'workflow'",
    name: "CASE WHEN i % 3 = 0 THEN 'import' ELSE 'export' END",
    status: "'failed'",
    created_at: `${sampleNow} - i * 10`,
    trigger_type: "'cli'",
    trigger_label: "'CLI'",
    trigger_raw: "'cli'",
    error_message: "'made up'",
    failure: `CASE WHEN i <= 15000 THEN 'aaaa1' WHEN i <= 25000 THEN 'bbbb2' ELSE 'cccc3' END`,
  },
} as const;

/** SQL after which as many runs as fit into the first part have the first failure. */
export const movedEnd = "UPDATE runs SET failure = 'aaaa1' WHERE failure = 'cccc3' OR id = 'run_25000'";

async function partsOf(store: RunStore, filter: string): Promise<readonly (readonly string[])[]> {
  const options = { now: sampleNow, bucketMs: bucketLengths.hour };
  const parts = await Array.fromAsync(readFailures(store, parseQuery(filter), options));
  return parts.map(textsOf);
}

function textsOf({ tallies }: FailureChunk): readonly string[] {
  return [...new Set(tallies.map(({ failure }) => failure))].sort();
}

/** The first groups come before the others are counted, and no failure is in two parts or in none. */
export async function expectFailuresInParts(store: RunStore): Promise<void> {
  const countsOf = async (filter: string) =>
    Object.fromEntries((await groupsOf(store, parseQuery(filter))).map(({ id, count }) => [id, count]));
  expect(await partsOf(store, '')).toEqual([['aaaa1', 'bbbb2'], ['cccc3']]);
  expect(await partsOf(store, 'workflow:export')).toEqual([['aaaa1', 'bbbb2'], ['cccc3']]);
  expect(await partsOf(store, 'failure:bbbb2')).toEqual([['bbbb2']]);
  expect(await partsOf(store, 'kind:workflow')).toEqual([['aaaa1', 'bbbb2', 'cccc3']]);
  expect(await countsOf('')).toEqual({ aaaa1: 15_000, bbbb2: 10_000, cccc3: 5_000 });
  expect(await countsOf('workflow:import')).toEqual({ aaaa1: 5_000, bbbb2: 3_333, cccc3: 1_667 });
  expect(await countsOf('until:3m')).toEqual({ bbbb2: 7_001, cccc3: 5_000 });
}

/** A page of a server may begin in the middle of a part, and reads it again. */
export async function expectSamePartAgain(store: RunStore, moveEnd: () => unknown): Promise<void> {
  const options = { now: sampleNow, bucketMs: bucketLengths.hour };
  const { cursor, ...first } = await readFailureChunk(store, failedRuns, options);
  await moveEnd();
  expect(textsOf(first)).toEqual(['aaaa1', 'bbbb2']);
  expect(textsOf(await readFailureChunk(store, failedRuns, { ...options, cursor }))).toEqual(textsOf(first));
  expect(textsOf(await readFailureChunk(store, failedRuns, options))).toEqual(['aaaa1']);
}
