import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MaskedContainer, redactValue, toMasked } from '../../../src/model/text/redact-value.ts';
import { trials } from '../../trials.ts';
import { anyRecorded } from './any-recorded.ts';

/** Reads every member, the last ones first. */
function readWhole(value: unknown): unknown {
  if (!(value instanceof MaskedContainer)) return value;
  const members = Array.from({ length: value.size }, (_, at) => value.size - 1 - at)
    .map(at => [value.keyAt(at), readWhole(value.memberAt(at))] as const)
    .reverse();
  return value.isList ? members.map(([, member]) => member) : Object.fromEntries(members);
}

describe('a container whose members are masked when they are read', () => {
  test('is the same, read whole in any order, as the container that is masked at once', () => {
    let hidden = 0;
    fc.assert(
      fc.property(anyRecorded, value => {
        const masked = redactValue(value);
        hidden += masked.hidden;
        expect(readWhole(toMasked(value))).toEqual(masked.value);
      }),
      { numRuns: trials(5000, 500) },
    );
    expect(hidden).toBeGreaterThan(100);
  });

  test('finds its members by their keys as they are shown', () => {
    const container = toMasked({ a: 1, gone: undefined, 'Bearer abcdefgh': 2, list: ['x', 'y'] });
    if (!(container instanceof MaskedContainer)) throw new Error('it is no container');
    expect(['a', 'gone', 'Bearer abcdefgh', 'Bearer ••••••'].map(key => container.placeOf(key))).toEqual([
      0, -1, -1, 1,
    ]);
    const list = container.memberAt(container.placeOf('list'));
    if (!(list instanceof MaskedContainer)) throw new Error('it is no container');
    expect(['0', '1', '2', '01', '-1', 'length'].map(key => list.placeOf(key))).toEqual([
      0, 1, -1, -1, -1, -1,
    ]);
  });

  test('masks nothing but what is read, and that once', () => {
    const read: number[] = [];
    const note = (at: number) => ({
      get text() {
        read.push(at);
        return `password=hunter${at}`;
      },
    });
    const list = toMasked(Array.from({ length: 50 }, (_, at) => note(at)));
    if (!(list instanceof MaskedContainer)) throw new Error('it is no container');
    expect([readWhole(list.memberAt(7)), readWhole(list.memberAt(7))]).toEqual([
      { text: 'password=••••••' },
      { text: 'password=••••••' },
    ]);
    expect(new Set(read)).toEqual(new Set([7]));
  });
});
