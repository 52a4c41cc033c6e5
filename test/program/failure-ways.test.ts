import { writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished } from 'vitest';
import type { ServedStore } from '../../src/contract/served-store.ts';
import { openServedPostgres } from '../../src/database/postgres/store/open-served-postgres.ts';
import {
  causeWithoutStep,
  isText,
  judgeGroups,
  type Raised,
  readRaised,
} from '../model/failure/raised-corpus.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { startServing } from '../server/serving.ts';
import { someOf, trials } from '../trials.ts';
import {
  failInStep,
  recordErrors,
  type SentForm,
  toBatch,
  toSpans,
  withoutValue,
  withValue,
} from './record-raised.ts';
import { test, type Workplace } from './workplace.ts';

const first = ofSomeCauses(readRaised('raised/raised.ndjson'), 2);
const second = ofSomeCauses(
  readRaised('raised/unseen.ndjson').filter(row => !isText(row)),
  3,
);
/** Where only texts are passed on, an error of JavaScript says nothing of its causes. */
const firstAsTexts = first.filter(({ form, error }) => form !== 'wrapped' || error.value === undefined);

/** All errors of some causes. */
function ofSomeCauses(rows: readonly Raised[], each: number): readonly Raised[] {
  const causes = new Set(someOf([...new Set(rows.map(({ cause }) => cause))], each));
  return rows.filter(({ cause }) => causes.has(cause));
}

/** The groups that the program lists of failed runs, against the causes of their errors. */
async function expectCauses(
  place: Workplace,
  target: string,
  rows: readonly Raised[],
  causeOf = (cause: string) => cause,
  leastPrecision = 0.95,
): Promise<void> {
  const ids = await listIds(place, target);
  const causes = rows.map(({ cause }) => causeOf(cause));
  const judged = judgeGroups(
    causes,
    causes.map((_, index) => ids.get(String(index)) ?? `none of ${index}`),
  );
  console.log(
    `${rows.length} errors, precision ${judged.precision.toFixed(3)}, recall ${judged.recall.toFixed(3)}`,
  );
  expect(ids.size).toBe(rows.length);
  expect(judged.precision).toBeGreaterThanOrEqual(leastPrecision);
  expect(judged.recall).toBeGreaterThanOrEqual(0.95);
}

/** By the name of its run: the error's number. */
async function listIds(place: Workplace, target: string): Promise<ReadonlyMap<string, string>> {
  const words = ['history', 'list', '--target', target, '--status', 'failed', '-o', 'ndjson'];
  const ended = await place.run(...words, '--limit', '10000');
  expect(ended).toMatchObject({ exitCode: 0 });
  return new Map(
    ended.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .map(({ id, actor, failureId }) => [actor ?? id.slice(-8).replace(/^0+(?=.)/u, ''), failureId]),
  );
}

async function sendTo(served: ServedStore | undefined, rows: readonly Raised[], form: SentForm) {
  const serving = await startServing({ events: [], ...(served && { served }) });
  const response = await serving.post('/v1/ingest', toBatch(rows, form));
  expect(response.status).toBe(200);
  return serving;
}

describe('the errors of libraries make groups that are their causes in the list of failed runs', () => {
  const sets = [
    ['first', first],
    ['second', second],
  ] as const;

  test.for(sets.slice(-trials(2, 1)))(
    'where they are thrown in steps: the %s set',
    async ([, rows], { place }) => {
      await recordErrors(place.path('runs.db'), rows, failInStep);
      await expectCauses(place, place.path('runs.db'), rows);
    },
  );

  const steps = [
    ['one step', 'work'],
    ['no step', ''],
  ] as const;

  test.for(steps.slice(-trials(2, 1)))('where all are thrown in %s', async ([, step], { place }) => {
    const rows = [...first, ...second];
    await recordErrors(place.path('runs.db'), rows, (run, row) => failInStep(run, row, step));
    // A missing file is worded alike in all languages; where names vary in one of them, they tell nothing.
    await expectCauses(place, place.path('runs.db'), rows, causeWithoutStep, 0.94);
  });

  test('where they are sent over HTTP as what was thrown', async ({ place }) => {
    const { url } = await sendTo(undefined, first, withValue);
    await expectCauses(place, url, first);
  });

  test('where they are sent over HTTP as texts', async ({ place }) => {
    const { url } = await sendTo(undefined, firstAsTexts, withoutValue);
    await expectCauses(place, url, firstAsTexts);
  });

  test('where PostgreSQL keeps them', async ({ place }) => {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    const target = { name: 'test', kind: 'postgres', location: url, reason: 'argument' };
    await sendTo(await openServedPostgres({ url, target }), first, withValue);
    await expectCauses(place, url, first);
  });

  test('where they are exceptions of spans', async ({ place }) => {
    writeFileSync(place.path('traces.jsonl'), toSpans(firstAsTexts));
    await expectCauses(place, place.path('traces.jsonl'), firstAsTexts);
  });
});
