import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureId, signatureOf } from '../../../src/model/failure/failure-text.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import { namingPlaces } from '../../../src/model/failure/vote.ts';
import type { RunError } from '../../../src/model/run.ts';

type Raised = {
  readonly cause: string;
  readonly library: string;
  readonly step: string;
  readonly form: string;
  readonly error: RunError;
};

/** Errors that libraries really raised, each in up to five forms: see `raised/host/record.mjs`. */
const raised = readFileSync(join(import.meta.dirname, 'raised/raised.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Raised => JSON.parse(line));

test('the groups of really raised errors are their causes: precision and recall are at least 0.95', () => {
  const { precision, recall } = judge(groupIds(raised));
  console.log(`${raised.length} errors, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
  expect(precision).toBeGreaterThanOrEqual(0.95);
  expect(recall).toBeGreaterThanOrEqual(0.95);
});

test('the errors are of at least 60 causes and 12 libraries, nearly all in five forms', () => {
  const causes = Map.groupBy(raised, ({ cause }) => cause);
  expect(causes.size).toBeGreaterThanOrEqual(60);
  expect(new Set(raised.map(({ library }) => library)).size).toBeGreaterThanOrEqual(12);
  expect([...causes.values()].filter(forms => forms.length < 5).length).toBeLessThanOrEqual(5);
});

function groupIds(rows: readonly Raised[]): readonly string[] {
  const failures = rows.map(
    ({ error, step }) => summarizeFailure({ error, step, name: 'any' }).failure ?? '',
  );
  const naming = new Map(
    [...Map.groupBy(failures, signatureOf)].map(([signature, equal]) => [
      signature,
      namingPlaces(equal.map(failure => ({ failure, count: 1 }))),
    ]),
  );
  return failures.map(failure => failureId(failure, naming.get(signatureOf(failure)) ?? []));
}

/** Over pairs: the share of those in one group that are of one cause, and the other way round. */
function judge(ids: readonly string[]) {
  let [together, equal, both] = [0, 0, 0];
  raised.forEach((one, index) => {
    for (let other = index + 1; other < raised.length; other += 1) {
      const isEqual = one.cause === raised[other]?.cause;
      const isTogether = ids[index] === ids[other];
      together += Number(isTogether);
      equal += Number(isEqual);
      both += Number(isEqual && isTogether);
    }
  });
  return { precision: both / together, recall: both / equal };
}
