import { expect, test } from 'vitest';
import { memo, memoText, once } from '../../src/model/memo.ts';

test('answers once for each object, also with undefined', () => {
  let asked = 0;
  const lengthOf = memo((list: readonly number[], least: number) => {
    asked += 1;
    return list.length < least ? undefined : list.length;
  });
  const [short, long] = [[1], [1, 2, 3]];
  expect([lengthOf(short, 2), lengthOf(long, 2), lengthOf(short, 2), lengthOf(long, 2)]).toEqual([
    undefined,
    3,
    undefined,
    3,
  ]);
  expect(asked).toBe(2);
});

test('forgets all texts when there are too many', () => {
  const asked: string[] = [];
  const upper = memoText(text => {
    asked.push(text);
    return text.toUpperCase();
  }, 2);
  expect(['a', 'a', 'b', 'c', 'a'].map(upper)).toEqual(['A', 'A', 'B', 'C', 'A']);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});

test('makes a value on first use, also one that is undefined', () => {
  let made = 0;
  const value = once(() => {
    made += 1;
    return undefined;
  });
  expect(made).toBe(0);
  expect([value(), value()]).toEqual([undefined, undefined]);
  expect(made).toBe(1);
});
