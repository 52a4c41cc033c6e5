import { expect, it } from 'vitest';
import { settledTail } from '../../../src/model/report/settled-text.ts';
import type { Settled } from '../../../src/model/run.ts';
import { wholeSummary } from '../whole-summary.ts';

const run = wholeSummary();

it.each<[Settled['how'], number, string]>([
  ['retry', 240_000, '4m 00s later: retry'],
  ['key', 1_000, '1.0s later: same key'],
  ['schedule', 86_400_000, '1d 00h later: same schedule'],
  ['input', -5, 'meanwhile: equal input'],
])('says of a run that was settled by %s when that was and how it is told', (how, ms, words) => {
  expect(settledTail(run, { by: 'b', at: run.finishedAt + ms, how })).toBe(words);
});
