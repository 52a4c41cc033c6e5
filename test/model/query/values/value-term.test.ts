import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeQuery } from '../../../../src/model/query/compose-query.ts';
import { formatQuery } from '../../../../src/model/query/format.ts';
import { compileMatcher } from '../../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { fixedFields, valuesIn } from '../../../../src/model/query/values/value-fields.ts';
import { toTerm } from '../../../../src/model/query/values/value-term.ts';
import type { RunSummary } from '../../../../src/model/run.ts';
import { sampleRun } from '../../../screen/memory-store.ts';

const now = Date.UTC(2026, 10, 24, 12);

function written(term: ReturnType<typeof toTerm>): string | undefined {
  return 'reason' in term ? undefined : formatQuery(composeQuery(...term.bodies));
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });
const anyRun = fc
  .record({
    name: anyText,
    actor: anyText,
    label: anyText,
    message: anyText.map(text => text.replace(/[\r\n]/gu, ' ')),
    step: anyText,
    reason: fc.option(anyText, { nil: undefined }),
    model: anyText,
    tookMs: fc.nat(200_000_000),
    costUsd: fc.double({ min: 0, max: 1_000, noNaN: true }),
  })
  .map(({ label, message, step, model, tookMs, reason, ...patch }): RunSummary => {
    const cause = reason === undefined ? undefined : { message: reason };
    const run = sampleRun(1);
    return {
      ...run,
      ...patch,
      status: 'failed',
      trigger: { ...run.trigger, label },
      errorSummary: { name: 'TimeoutError', message, step, cause },
      models: [model],
      stepCount: 3,
      finishedAt: (run.startedAt ?? 0) + tookMs,
    };
  });

test('the term of a value matches the run that has it, after it was written and read', () => {
  fc.assert(
    fc.property(anyRun, run => {
      for (const field of fixedFields) {
        for (const value of valuesIn(field, run, now)) {
          const filter = written(toTerm(field, value, { now, reveal: true }));
          expect(filter).toBeDefined();
          expect([filter, compileMatcher(parseQuery(filter ?? ''), { now })({ summary: run })]).toEqual([
            filter,
            true,
          ]);
        }
      }
    }),
  );
});

test('the values of a wrapped error are those of its innermost cause, which the row says', () => {
  const cause = { name: 'TimeoutError', message: 'timeout of 30000 ms exceeded' };
  const run = { ...sampleRun(1), errorSummary: { name: 'Error', message: 'request failed', cause } };
  expect(valuesIn('error', run, now)).toEqual([cause.name]);
  expect(valuesIn('message', run, now)).toEqual([cause.message]);
  for (const filter of [
    'error:TimeoutError',
    'error:"timeout of 30000"',
    'error:"request failed"',
    'exceeded',
  ])
    expect([filter, compileMatcher(parseQuery(filter), { now })({ summary: run })]).toEqual([filter, true]);
});

test('the term of a payload value matches it', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), anyText, (path, value) => {
      const filter = written(toTerm({ root: 'input', path }, value, { now, reveal: true }));
      const input = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
      const summary = sampleRun(1);
      expect(
        compileMatcher(parseQuery(filter ?? ''), { now })({ summary, payloads: () => ({ input }) }),
      ).toBe(true);
    }),
  );
});
