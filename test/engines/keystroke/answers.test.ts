import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toKeystrokeRun } from '../../../src/engines/keystroke/keystroke-run.ts';
import { parseAnswer, rowsOf, runOf } from '../../../src/engines/keystroke/read-listing.ts';
import { scaleToLoad } from '../../in-time.ts';
import { trials } from '../../trials.ts';

describe('an answer', () => {
  it.each([
    ['[{"id":1}]', [{ id: 1 }]],
    ['Updated to 2.0.\n\n{"runs":[]}\n', { runs: [] }],
    ['  \n', undefined],
    ['\uFEFF{"a":1}\r\n', { a: 1 }],
    ['null', null],
    ['You have 3 workflows.', undefined],
    ['{"a":', undefined],
    ['{"n":12345678901234567890}', { n: { $type: 'bigint', value: '12345678901234567890' } }],
  ])('is found in %j', (stdout, value) => expect(parseAnswer(stdout)).toEqual(value));

  it('is found after a line that was redrawn with many carriage returns', () => {
    const start = performance.now();
    expect(parseAnswer(`working${'\r'.repeat(200_000)}\n{"a":1}`)).toEqual({ a: 1 });
    expect(performance.now() - start).toBeLessThan(scaleToLoad(2_000));
  });

  it.each([
    [[{ id: 'r' }, 'x', null], [{ id: 'r' }]],
    [{ runs: [{ id: 'r' }] }, [{ id: 'r' }]],
    [{ total: 1, items: [{ id: 'r' }] }, [{ id: 'r' }]],
    [{ runs: [] }, []],
    [null, undefined],
    [{ runs: {} }, undefined],
  ])('has its list in %j', (answer, rows) => expect(rowsOf(answer)).toEqual(rows));

  it.each([[{ id: 'r' }], [{ run: { id: 'r' } }], [{ ok: true, run: { id: 'r' } }]])(
    'has its run in %j',
    answer => expect(runOf(answer)).toMatchObject({ id: 'r' }),
  );
});

it.each([
  ['2026-11-24T22:40:19.555Z', 1_795_560_019_555],
  ['2026-11-24T23:40:19+01:00', 1_795_560_019_000],
  ['soon', undefined],
  [1_795_560_019_555, undefined],
])('takes the time %j for %j', (startedAt, at) => {
  expect(toKeystrokeRun({ id: 'r', startedAt })?.summary.startedAt).toBe(at);
});

it.each([
  ['waiting_hook', 'waiting', undefined],
  [' Completed ', 'success', undefined],
  ['Errored', 'failed', undefined],
  ['Paused', 'unknown', 'Paused'],
  [7, 'unknown', 'unknown'],
  [undefined, 'unknown', 'unknown'],
])('takes the status %j for %s', (word, status, statusRaw) => {
  const row = toKeystrokeRun({ id: 'r', status: word })?.summary;
  expect([row?.status, row?.statusRaw]).toEqual([status, statusRaw]);
});

it('accepts any content of a row and a run', () => {
  const names = ['id', 'status', 'startedAt', 'trigger', 'actor', 'project', 'totalCost', 'models', 'usage'];
  const more = ['steps', 'messages', 'trace', 'error', 'input', 'spans', 'logs', 'toolCalls', '__proto__'];
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
      const row = { ...(found as object), id: 'r', name: 's' };
      const run = toKeystrokeRun(row)?.summary;
      expect(run?.name).toBe('s');
      const types = [typeof run?.id, typeof run?.createdAt, typeof run?.trigger.raw];
      expect(types).toEqual(['string', 'number', 'string']);
    }),
    { numRuns: trials(1_000) },
  );
});
