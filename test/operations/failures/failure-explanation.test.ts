import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { FailureExplanation } from '../../../src/model/share/explanation-json.ts';
import { sharedLines } from '../../../src/model/share/shared-text.ts';
import { explainFailures } from '../../../src/operations/failures/failure-explanation.ts';
import { openStoreAt, recordAt, type TempFolder, tempFolder } from '../../database/sqlite/temp-store.ts';
import { textsOf } from '../../model/share/shared-findings.ts';
import { someOf } from '../../trials.ts';
import { writePlantedStore } from '../planted-store.ts';

const now = Date.UTC(2026, 2, 20);

let folder: TempFolder;
let store: RunStore;

beforeAll(async () => {
  folder = tempFolder();
  const path = folder.file('runs.db');
  await writePlantedStore(path, { cause: 'rare', count: 2_600, seed: 1 });
  store = await openStoreAt(path);
});

afterAll(async () => {
  await store.close();
  folder.remove();
});

/** The same store, which can only be asked page by page and run by run. */
function plain(): RunStore {
  return { ...store, explainFailures: undefined };
}

const explain = (query: string, of: RunStore = store) => explainFailures(of, parseQuery(query), { now });

function firstOf(explanation: FailureExplanation | undefined) {
  return explanation?.shared.causes.map(textsOf)[0];
}

describe('what the failed runs of a store share', () => {
  it('is found in all of the runs of a local store', async () => {
    const found = await explain('');
    expect(firstOf(found)).toEqual([['input.country=IS']]);
    expect(found && found.shared.failed + found.shared.others).toBeGreaterThan(2_500);
    expect(found?.since?.type).toBe('unchanged');
  });

  it('is found by a sample where each run has to be read, which the words say', async () => {
    const done: number[] = [];
    const found = await explainFailures(plain(), parseQuery(''), { now, onProgress: n => done.push(n) });
    expect(firstOf(found)).toEqual([['input.country=IS']]);
    expect(found?.shared.others).toBe(2_000);
    expect(found && sharedLines(found.shared, found.there)[0]).toMatch(
      /of 2,000 others \(a sample of 2,\d{3}\); explains \d+ of \d+$/u,
    );
    expect(done.at(-1)).toBe(found && found.shared.failed + found.shared.others);
    expect(done.length).toBeGreaterThan(40);
  });

  it('is asked of the runs that a filter leaves, compared with those that it leaves too', async () => {
    const found = await explain('project:shop error:declined');
    expect(firstOf(found)).toEqual([['input.country=IS']]);
    expect(found && found.shared.failed + found.shared.others).toBeLessThan(1_500);
  });

  it('says nothing of the time in a case file, which has only chosen runs', async () => {
    for (const of of someOf([store, plain()], 2)) {
      const found = await explain('project:shop', { ...of, target: { ...of.target, kind: 'case' } });
      expect(firstOf(found)).toEqual([['input.country=IS']]);
      expect(found?.since).toBeUndefined();
    }
  });

  it('is nothing where no run has failed', async () => {
    expect(await explain('project:nowhere')).toBeUndefined();
    expect(await explain('project:nowhere', plain())).toBeUndefined();
  });

  it.each(['a local store', 'pages and runs'])('stops when it is aborted: %s', async name => {
    const abort = new AbortController();
    const of = name === 'a local store' ? store : plain();
    const asked = explainFailures(of, parseQuery(''), { now, signal: abort.signal });
    abort.abort(new Error('no longer wanted'));
    await expect(asked).rejects.toThrow('no longer wanted');
  });
});

it('says since when runs fail, and which was the last good and the first bad one', async () => {
  const path = folder.file('since.db');
  const start = Date.UTC(2026, 2, 1);
  await recordAt(
    path,
    Array.from({ length: 120 }, (_, index) => ({
      ...({ type: 'run-created', id: `run_${index}`, kind: 'workflow', name: 'sync' } as const),
      trigger: { type: 'api', label: 'api', raw: 'api' },
      createdAt: start + index * 60_000,
      status: index < 80 || index % 2 === 0 ? 'success' : 'failed',
    })),
  );
  const broken = await openStoreAt(path);
  const found = await explain('', broken);
  await broken.close();
  expect(found?.since).toMatchObject({
    type: 'changed',
    before: { failed: 0, runs: 81 },
    after: { failed: 20, runs: 39 },
    later: undefined,
    lastGood: { id: 'run_80' },
    firstBad: { id: 'run_81' },
  });
});
