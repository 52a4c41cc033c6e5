import { describe, expect, test } from 'vitest';
import { failureId, signatureOf } from '../../../src/model/failure/failure-text.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import { namingPlaces } from '../../../src/model/failure/vote.ts';
import { someOf } from '../../trials.ts';
import { isText, judgeGroups, type Raised, readRaised } from './raised-corpus.ts';

/** The least share that passes; `withTexts` is a recall. */
const bars = { precision: 0.95, recall: 0.95, withTexts: 0.92 };
const leastForms = 5;

const corpora = [
  ['raised/raised.ndjson', 60, 12, bars],
  ['raised/unseen.ndjson', 400, 60, bars],
  ['raised/fourth.ndjson', 385, 60, bars],
  ['raised/fifth.ndjson', 660, 60, bars],
  ['wide/first.ndjson', 350, 50, { precision: 0.97, recall: 0.94, withTexts: 0.94 }],
  ['blind/first.ndjson', 270, 130, { precision: 0.97, recall: 0.95, withTexts: 0.95 }],
  ['blind/second.ndjson', 240, 90, { precision: 0.98, recall: 0.88, withTexts: 0.87 }],
  ['wide/second.ndjson', 330, 50, { precision: 0.97, recall: 0.93, withTexts: 0.93 }],
] as const;

describe.each(someOf(corpora, 4))('the errors in %s', (file, leastCauses, leastLibraries, least) => {
  const raised = readRaised(file);

  test('make groups that are nearly their causes', () => {
    const { precision, recall } = judge(raised.filter(row => !isText(row)));
    expect(precision).toBeGreaterThanOrEqual(least.precision);
    expect(recall).toBeGreaterThanOrEqual(least.recall);
  });

  test('are told apart where some programs passed on only the text, and nearly all are found', () => {
    const { precision, recall } = judge(
      raised.some(isText) ? raised : [...raised, ...raised.filter(isPlain).map(inText)],
    );
    expect(precision).toBeGreaterThanOrEqual(least.precision);
    expect(recall).toBeGreaterThanOrEqual(least.withTexts);
  });

  test('are of many causes and libraries, nearly all in several forms', () => {
    const causes = Map.groupBy(raised, ({ cause }) => cause);
    expect(causes.size).toBeGreaterThanOrEqual(leastCauses);
    expect(new Set(raised.map(({ library }) => library)).size).toBeGreaterThanOrEqual(leastLibraries);
    expect([...causes.values()].filter(forms => forms.length < leastForms).length).toBeLessThanOrEqual(
      causes.size / 30,
    );
  });
});

const isPlain = ({ form }: Raised) => form === 'plain';

/** As programs pass an error on that keep only its text. */
function inText(row: Raised, index: number): Raised {
  const message = `could not ${row.step} a${index}c4: ${row.error.message ?? ''}`;
  return { ...row, form: 'text', error: { name: 'Error', message, value: { $type: 'Error', message } } };
}

const known = new WeakMap<Raised, string>();

function failureOf(row: Raised): string {
  const { error, step } = row;
  const failure = known.get(row) ?? summarizeFailure({ error, step, name: 'any' }).failure ?? '';
  known.set(row, failure);
  return failure;
}

function groupIds(rows: readonly Raised[]): readonly string[] {
  const failures = rows.map(failureOf);
  const naming = new Map(
    [...Map.groupBy(failures, signatureOf)].map(([signature, equal]) => [
      signature,
      namingPlaces(equal.map(failure => ({ failure, count: 1 }))),
    ]),
  );
  return failures.map(failure => failureId(failure, naming.get(signatureOf(failure)) ?? []));
}

function judge(rows: readonly Raised[]) {
  const measured = judgeGroups(
    rows.map(({ cause }) => cause),
    groupIds(rows),
  );
  console.log(
    `${rows.length} errors, precision ${measured.precision.toFixed(3)}, recall ${measured.recall.toFixed(3)}`,
  );
  return measured;
}
