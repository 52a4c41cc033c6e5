import { expect, test } from 'vitest';
import type { Difference } from '../../../../src/model/compare/run-comparison.ts';
import { differenceText } from '../../../../src/model/compare/text/difference-text.ts';
import { maskDifference } from '../../../../src/model/compare/text/mask-difference.ts';
import type { Run } from '../../../../src/model/run.ts';
import { compare, compareWithLast, runOf } from '../compared-runs.ts';

const failed = (input: unknown) => runOf({ id: 'run_9', status: 'failed', input });
const inputsOf = (a: unknown, ...successes: readonly unknown[]): Difference | undefined => {
  const others = successes.map((input, at): Run => runOf({ id: `run_${at}`, input, createdAt: at }));
  const [only] = others;
  const comparison =
    others.length === 1 && only ? compare(failed(a), only) : compareWithLast(failed(a), others);
  return [...comparison.differences, ...comparison.noise].find(({ at }) => at[0] === 'input');
};
const textOf = (difference: Difference | undefined) =>
  difference && differenceText(maskDifference(difference));

const hidden = 'input.password is "••••••", was a different hidden value';

test('two secrets that differ are said to be hidden and to differ', () => {
  expect(textOf(inputsOf({ password: 'hunter2' }, { password: 'swordfish' }))).toBe(hidden);
  expect(textOf(inputsOf({ password: 'hunter2' }, { password: 41 }, { password: 41 }))).toBe(
    `${hidden} in 2 of 2 successes`,
  );
});

test('a text that differs in a secret alone is said to differ in what is hidden', () => {
  const url = (token: string) => ({ url: `https://example.org/?access_token=${token}` });
  expect(textOf(inputsOf(url('hunter2'), url('swordfish')))).toBe(
    'input.url is "https://example.org/?access_token=••••••", was a different hidden value',
  );
});

test('a secret that only one run has, and texts that differ beside a secret, are told as they are', () => {
  expect(textOf(inputsOf({ password: 'hunter2' }, {}))).toBe('input.password is "••••••", was not there');
  expect(textOf(inputsOf({ q: 'a password=hunter2' }, { q: 'b password=hunter2' }))).toBe(
    'input.q is "a password=••••••", was "b password=••••••"',
  );
});

test('the least and the greatest of numbers that are secrets are not shown', () => {
  const pins = inputsOf({ password: 99_999 }, { password: 1_234 }, { password: 5_678 });
  expect(textOf(pins)).toBe(`${hidden}; it varies between successes`);
});

test('the few values that successes have instead are masked, and not shown where they are secrets', () => {
  const keys = (first: string, ...others: readonly string[]) =>
    inputsOf({ key: first, password: first }, ...others.map(key => ({ key, password: key })));
  const few = ['a password=hunter2', 'b password=hunter2', 'a password=hunter2'];
  const difference = keys('c', ...few, ...few);
  expect(textOf(difference)).toBe(
    'input.key is "c", was "a password=••••••" or "b password=••••••" in 6 successes',
  );
  const shown = inputsOf({ password: 'c' }, ...[...few, ...few].map(password => ({ password })));
  expect(shown && JSON.stringify(maskDifference(shown).usual)).not.toContain('hunter2');
});
