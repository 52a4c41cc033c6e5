import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looseTime } from '../../../src/engines/keystroke/loose.ts';
import {
  errorIn,
  listIn,
  objectIn,
  parseAnswer,
  refusalIn,
  saysMore,
} from '../../../src/engines/keystroke/parse-answer.ts';
import { toRun } from '../../../src/engines/keystroke/to-run.ts';
import { toSummary } from '../../../src/engines/keystroke/to-summary.ts';

describe('an answer', () => {
  it.each([
    ['[{"id":1}]', [{ id: 1 }]],
    ['Updated to 2.0.\n\n{"runs":[]}\n', { runs: [] }],
    ['[info] looking for an update\n{"a":1}', { a: 1 }],
    ['{"id":1}\n{"id":2}\n', [{ id: 1 }, { id: 2 }]],
    ['[2026-11-24] looking for an update\n[\n  {"a": 1}\n]', [{ a: 1 }]],
    ['  \n', undefined],
    ['\uFEFF{"a":1}\r\n', { a: 1 }],
    ['{"a":1}\nDone in 0.4 s.\n', { a: 1 }],
    ['\u001b[2m{\u001b[0m\n  \u001b[34m"a"\u001b[39m: \u001b[33m1\u001b[39m\n}', { a: 1 }],
    ['{"id":1}\n(a note)\n{\n  "id": 2,\n  "of": "}{"\n}\nbye', [{ id: 1 }, { id: 2, of: '}{' }]],
    [
      '{"id":12345678901234567890,"n":1.5}',
      { id: { $type: 'bigint', value: '12345678901234567890' }, n: 1.5 },
    ],
  ])('is found in %j', (stdout, value) => expect(parseAnswer(stdout, 'x')).toEqual(value));

  it('is found below thousands of lines that begin as JSON does', () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `[info] run ${n} was fetched\n`).join('');
    const rows = Array.from({ length: 20_000 }, (_, id) => ({ id }));
    expect(parseAnswer(`${lines}${JSON.stringify(rows)}`, 'x')).toEqual(rows);
    expect(() => parseAnswer('[\n'.repeat(100_000), 'x')).toThrow('did not print JSON');
  }, 15_000);

  it('is found among the many carriage returns of a line that was drawn again and again', () => {
    const start = performance.now();
    expect(parseAnswer(`asking${'\r'.repeat(200_000)}\n{"a":1}`, 'x')).toEqual({ a: 1 });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it.each([
    ['{"level":"info","message":"asking"}\n{"error":"no such run"}', 'no such run'],
    ['{"errors":[{"message":"no such run"}]}\n{"message":"see the manual"}', 'no such run'],
    ['\u001b[31m{"error":{"message":"no such run"}}\u001b[39m\n', 'no such run'],
    ['Error: no such run', undefined],
  ])('says what went wrong: %j', (printed, said) => expect(errorIn(printed)).toBe(said));

  it.each([
    [[{ id: 1 }, 'x', null]],
    [{ runs: [{ id: 1 }] }],
    [{ ok: true, data: { runs: [{ id: 1 }] } }],
    [{ result: { data: { items: [{ id: 1 }] } } }],
    [{ Runs: [{ id: 1 }], total: 1 }],
    [{ runs: { items: [{ id: 1 }], page: { next: null } } }],
    [{ data: [{ id: 1 }] }],
    [{ id: 1 }],
    [{ ok: true, data: { runs: { 1: { id: 1 } } } }],
    [[{ level: 'info', msg: 'asking' }, { runs: [{ id: 1 }] }]],
  ])('has its list in %j', answer => expect(listIn(answer, ['runs'])).toEqual([{ id: 1 }]));

  it.each([[{ id: 1 }], [{ run: { id: 1 } }], [{ status: 'ok', data: { run: { id: 1 } } }], [[{ id: 1 }]]])(
    'has its run in %j',
    answer => expect(objectIn(answer, ['run'])).toMatchObject({ id: 1 }),
  );

  it.each([
    [{ ok: false, error: 'no such run' }, 'no such run'],
    [{ success: false, data: null, message: 'not yet' }, 'not yet'],
    [{ error: { code: 'E1', message: 'the cloud is away' }, requestId: 'x' }, 'the cloud is away'],
    [{ errors: [{ detail: 'first' }, { detail: 'second' }] }, 'first'],
    [{ status: 'error', message: 'bad slug' }, 'bad slug'],
    [{ ok: false }, 'it did not say why'],
    [{ id: 'r', status: 'failed', error: { message: 'of the run' } }, undefined],
    [{ status: 'failed', error: 'of the run', steps: [] }, undefined],
    [{ error: null, data: [] }, undefined],
    [{ ok: true }, undefined],
    [[], undefined],
  ])('is told as an error, or as none: %j', (answer, said) => expect(refusalIn(answer)).toBe(said));

  it('names a run by a number that is too large to be one', () => {
    const row = listIn(
      parseAnswer('[{"id":12345678901234567890,"createdAt":1795560019555000001}]', 'x'),
      [],
    )[0];
    const summary = row && toSummary(row, { from: 'history' });
    expect(summary).toMatchObject({ id: '12345678901234567890', createdAt: 1_795_560_019_555 });
  });

  it('shows a run that stands among other values', () => {
    expect(objectIn([{ level: 'info' }, { run: { id: 'r' } }], ['run'])).toMatchObject({ id: 'r' });
  });

  it.each([
    [{ runs: [], nextCursor: 'x' }, true],
    [{ data: { has_more: true } }, true],
    [{ pagination: { next: null } }, false],
    [{ hasMore: false }, false],
    [[], false],
  ])('says whether there is more: %j', (answer, isMore) => expect(saysMore(answer)).toBe(isMore));
});

it.each([
  [1_795_560_019, 1_795_560_019_000],
  [1_795_560_019_555, 1_795_560_019_555],
  ['1795560019555', 1_795_560_019_555],
  [1_795_560_019_555_000, 1_795_560_019_555],
  [1_795_560_019_555_000_000, 1_795_560_019_555],
  [1e300, undefined],
  [0, undefined],
  ['2026-11-24T22:40:19.555Z', 1_795_560_019_555],
  ['soon', undefined],
])('takes the time %j for %j', (value, at) => expect(looseTime(value)).toBe(at));

it.each([
  ['Waiting on hook', 'waiting', undefined],
  ['waiting-on-hook', 'waiting', undefined],
  [' Completed ', 'success', undefined],
  [{ value: 'failed', label: 'Ended with an error' }, 'failed', undefined],
  [{ label: 'Errored' }, 'failed', undefined],
  ['Paused', 'unknown', 'Paused'],
  [7, 'unknown', '7'],
  [undefined, 'unknown', 'unknown'],
])('takes the status %j for %s', (word, status, statusRaw) => {
  const row = toSummary({ id: 'r', status: word }, { from: 'history' });
  expect([row?.status, row?.statusRaw]).toEqual([status, statusRaw]);
});

it('takes whatever a row and a run may hold', () => {
  const names = [
    'id',
    'run_id',
    'status',
    'state',
    'createdAt',
    'started_at',
    'trigger',
    'actor',
    'project',
    'totalCost',
    'models',
  ];
  const more = [
    'steps',
    'messages',
    'trace',
    'usage',
    'error',
    'input',
    'output',
    'spans',
    'logs',
    'toolCalls',
    '__proto__',
  ];
  const key = fc.constantFrom(...names, ...more);
  const { object } = fc.letrec<{ object: unknown; list: unknown; leaf: unknown }>(tie => ({
    leaf: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.constantFrom(null, true, 'failed', '2026-11-24T10:00:00Z', '$0.5'),
    ),
    list: fc.array(fc.oneof(tie('leaf'), tie('object')), { maxLength: 3 }),
    object: fc.dictionary(key, fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('object')), {
      maxKeys: 8,
    }),
  }));
  fc.assert(
    fc.property(object, found => {
      const row = { id: 'r', ...(found as object) };
      const summary = toSummary(row, { from: 'history' });
      const fetched = toRun(row, { origin: { from: 'workflow', slug: 's' } });
      expect(summary === undefined).toBe(fetched === undefined);
      if (!summary || !fetched) return;
      expect([typeof summary.id, typeof summary.createdAt, typeof summary.trigger.raw]).toEqual([
        'string',
        'number',
        'string',
      ]);
      expect(fetched.run.name).toBe('s');
    }),
    { numRuns: 1_000 },
  );
});
