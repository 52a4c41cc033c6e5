import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundValue } from '../../../src/mcp/answer/bound-value.ts';
import { toMasked } from '../../../src/model/text/redact-value.ts';
import { trials } from '../../trials.ts';
import { hostileValue } from './hostile-value.ts';

/** As a part of a text of a message of JSON. */
const sentLength = (value: unknown) => Buffer.byteLength(JSON.stringify(JSON.stringify(value))) - 2;

describe('a bounded value', () => {
  test('is kept whole when it is small, with members of every type', () => {
    const value = { id: 'run_1', count: 3, none: null, list: [1, 'two', { three: true }], gone: undefined };
    const { gone: _, ...rest } = value;
    expect(boundValue(toMasked(value), 1_000)).toEqual({ value: rest, cuts: [] });
  });

  test('keeps what is small and shortens what is large', () => {
    const { value, cuts } = boundValue(
      toMasked({ id: 'run_1', text: 'x'.repeat(5_000), status: 'failed' }),
      500,
    );
    expect(value).toMatchObject({
      id: 'run_1',
      status: 'failed',
      text: expect.stringMatching(/^x{300,}…$/u),
    });
    expect(cuts).toMatchObject([{ path: 'text', of: 5_000, unit: 'characters' }]);
  });

  test('shows the first items of a list whole, and says how many there are', () => {
    const list = Array.from({ length: 1_000 }, (_, at) => ({ name: `step-${at}`, output: 'x'.repeat(100) }));
    const { value, cuts } = boundValue(toMasked({ steps: list }), 2_000);
    const steps = (value as { steps: unknown[] }).steps;
    expect(steps).toEqual(list.slice(0, steps.length));
    expect(steps.length).toBeGreaterThan(10);
    expect(cuts).toEqual([{ path: 'steps', shown: steps.length, of: 1_000, unit: 'items' }]);
  });

  test('takes no more room than there is, whatever it is', () => {
    const limits = fc.integer({ min: 100, max: 2_000 });
    fc.assert(
      fc.property(hostileValue, limits, (value, limit) => {
        expect(sentLength(boundValue(toMasked(value), limit).value)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: trials(5_000) },
    );
  });

  test('is whole again when its rest is read from where it ended', () => {
    const text = Array.from({ length: 900 }, (_, at) => `line ${at} 😀`).join('\n');
    let read = '';
    for (let start = 0; ; ) {
      const { value, cuts } = boundValue(text, 700, 'input', start);
      read += String(value).replace(/…$/u, '');
      if (cuts[0] === undefined) break;
      expect(cuts[0].shown).toBe(read.length);
      start = cuts[0].shown;
    }
    expect(read).toBe(text);
  });

  test('has no control characters, escape sequences or bidi marks, in names neither', () => {
    const { value } = boundValue(
      toMasked({ 'a\u001B[2Jb': ['\u001B]0;title\u0007text\u202E', 'line\nbreak'] }),
      1_000,
    );
    expect(value).toEqual({ ab: ['text', 'line\nbreak'] });
  });

  test('ends where it is too deep to be read', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 5_000; level += 1) deep = { deep };
    const { value, cuts } = boundValue(toMasked(deep), 30_000);
    expect(sentLength(value)).toBeLessThan(1_000);
    expect(cuts).toMatchObject([{ unit: 'levels' }]);
  });
});
