import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerValue, untrusted } from '../../../src/mcp/answer/answer.ts';
import { redactValue } from '../../../src/model/text/redact-value.ts';
import { anyRecorded } from '../../model/text/any-recorded.ts';
import { trials } from '../../trials.ts';

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Each part of a value with its path, quoted wherever that may be needed. */
function* partsOf(value: unknown, path: string): Generator<readonly [path: string, part: unknown]> {
  yield [path, value];
  if (!isContainer(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const step = /^\w+$/u.test(key) ? key : JSON.stringify(key);
    yield* partsOf(member, `${path}.${step}`);
  }
}

describe('an answer', () => {
  test('of a part is the part of the whole value that is masked', () => {
    fc.assert(
      fc.property(anyRecorded, value => {
        const run = { id: 'run_1', input: value };
        for (const [path, part] of partsOf(redactValue(value).value, 'input'))
          expect(JSON.parse(answerValue(run, { path })), path).toEqual({ untrusted, path, value: part });
      }),
      { numRuns: trials(2000, 100) },
    );
  });

  test('reads no more of a large value than it shows', () => {
    let read = 0;
    const items = Array.from({ length: 100_000 }, (_, id) => ({
      id,
      get note() {
        read += 1;
        return `password=hunter${id}`;
      },
    }));
    const whole = JSON.parse(answerValue({ input: { items } }));
    expect(whole.input.items[0]).toEqual({ id: 0, note: 'password=••••••' });
    expect(JSON.parse(answerValue({ input: { items } }, { path: 'input.items.70000' })).value).toEqual({
      id: 70_000,
      note: 'password=••••••',
    });
    expect(read).toBeLessThan(10 * whole.input.items.length);
  });
});
