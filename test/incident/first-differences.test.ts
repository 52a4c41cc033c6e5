import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newestFirst } from '../../src/contract/lists/sort.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { openSqliteStore } from '../../src/database/sqlite/store/open-sqlite-store.ts';
import { comparisonSentence } from '../../src/model/compare/text/comparison-sentence.ts';
import { composeQuery } from '../../src/model/query/compose-query.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { compareRuns } from '../../src/operations/compare-runs.ts';
import { isThorough } from '../trials.ts';
import { writeIncident } from './write-incident.ts';

let folder: string;
let store: RunStore;
const now = Date.UTC(2026, 10, 30, 12);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-incident-'));
  const path = join(folder, 'runs.db');
  await writeIncident(path, now);
  const target = { name: 'incident', kind: 'sqlite', location: path, reason: 'argument' } as const;
  store = await openSqliteStore({ path, target });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a comparison may begin with: the cause, or else the step that failed by chance. */
const right: readonly (readonly [error: RegExp, sentence: RegExp])[] = [
  [/^timeout of/u, /^input\.method is "boleto": \d of \d failed have it, \d+ of 100 successes/u],
  [/^Cannot read properties/u, /^input\.release is "2\.4\.0": 8 of 8 failed have it, 0 of \d+ successes/u],
  [
    /^connect ECONNREFUSED/u,
    /^trigger is "Webhook · warehouse-b": 10 of 10 failed have it, \d+ of \d+ succ/u,
  ],
  [/^duplicate key/u, /^input\.source is "csv-import": \d of \d failed have it, 0 of 100 successes/u],
  [/^relation "orders/u, /^load-orders failed/u],
  [/^HTTP 503/u, /^(?:charge-card|fetch-stock)\b.* failed \(HTTPError/u],
  [/^mailbox of/u, /^send-welcome failed/u],
];

it('compares each failed run of an incident with a first line that is its cause, or the step that failed', async () => {
  const failed = composeQuery({ type: 'status', values: [{ status: 'failed' }] });
  const { runs } = await store.listRuns(failed, { sort: newestFirst, limit: 500, now });
  const wrong: string[] = [];
  // Outside CI one run of each cause.
  const compared = isThorough
    ? runs
    : right.flatMap(([error]) => runs.filter(run => error.test(messageOf(run))).slice(0, 1));
  for (const run of compared) {
    const sentence = comparisonSentence(await compareRuns(store, run.id, 'success', { now }));
    const pattern = right.find(([error]) => error.test(messageOf(run)))?.[1];
    if (!pattern?.test(sentence)) wrong.push(`${messageOf(run)}: ${sentence}`);
  }
  expect(runs.length).toBeGreaterThan(50);
  expect(compared.length).toBeGreaterThanOrEqual(right.length);
  expect(wrong).toEqual([]);
});

function messageOf({ errorSummary }: RunSummary): string {
  return errorSummary?.cause?.message ?? errorSummary?.message ?? '';
}
