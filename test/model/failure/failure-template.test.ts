import { expect, test } from 'vitest';
import { failureTemplate, templatePieces } from '../../../src/model/failure/failure-template.ts';
import { failureId } from '../../../src/model/failure/failure-text.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';

type Told = { readonly name?: string; readonly message: string; readonly code?: string };

/** The error of a failed run, and the group in which the values at these places name the cause. */
function grouped(error: Told, naming: readonly number[] = []) {
  const example = summarizeFailure({ error, step: 'save', name: 'orders' });
  return { example, group: failureId(example.failure ?? '', naming) };
}

test('the parts that vary are apart from the words, with the name of their pattern', () => {
  const { example, group } = grouped({
    name: 'Error',
    message: "could not read '/tmp/a17/list.csv' in 30 ms",
  });
  expect(templatePieces(example, group)).toEqual([
    { text: 'could not read ' },
    { text: '<text>', pattern: 'text' },
    { text: ' in ' },
    { text: '<duration>', pattern: 'duration' },
  ]);
});

test('a value that names the cause of the group is shown, and is no part that varies', () => {
  const error = { name: 'Error', message: 'no rate for "EUR" after 30 ms' };
  const { example, group } = grouped(error, [0]);
  expect(templatePieces(example, group).slice(0, 2)).toEqual([{ text: 'no rate for ' }, { text: '"EUR"' }]);
  expect(failureTemplate(example, group)).toBe('no rate for "EUR" after <duration>');
  expect(failureTemplate(example)).toBe('no rate for <text> after <duration>');
});

test('a name after the word for what it names is always shown', () => {
  const { example, group } = grouped({ name: 'error', message: 'relation "orders" does not exist' });
  expect(failureTemplate(example, group)).toBe('relation "orders" does not exist');
});

test('a code that tells two causes of the same words apart is shown behind them', () => {
  const { example, group } = grouped({ message: 'it cannot be reserved', code: 'OUT_OF_STOCK' }, [1]);
  expect(failureTemplate(example, group)).toBe('it cannot be reserved (OUT_OF_STOCK)');
  expect(failureTemplate(example)).toBe('it cannot be reserved');
});

test.each([
  [{ name: 'java.util.NoSuchElementException', message: '' }, 'NoSuchElementException'],
  [{ name: 'KeyError', message: "'email'" }, 'KeyError: <text>'],
  [{ name: 'APIError', message: '400 {"error":{"message":"no such price: 17"}}' }, 'no such price: <text>'],
  [{ name: 'Error', message: 'could not pay: relation "a" does not exist' }, 'relation "a" does not exist'],
  [{ message: '' }, 'no message was recorded'],
])('of %j the line is %j', (error, line) => {
  const { example, group } = grouped(error);
  expect(failureTemplate(example, group)).toBe(line);
});

test('colours for a terminal tell no causes apart, and leave nothing in the message', () => {
  const plain = grouped({ name: 'Error', message: 'could not read the list in 30 ms' });
  const red = grouped({
    name: 'Error',
    message: '\u001b[31mcould not read\u001b[0m the \u009b1mlist in 7 ms',
  });
  expect(red.group).toBe(plain.group);
  expect(failureTemplate(red.example, red.group)).toBe('could not read the list in <duration>');
});

test.each([
  ['no user u8094 found', 'no user u17 found', 'no user u<n> found'],
  ['no user "u8094"', 'no user "u902"', 'no user <text>'],
  ['shard-3 is full of orders', 'shard-17 is full of orders', 'shard-<n> is full of orders'],
  ['the queue jobs_12 is full', 'the queue jobs_305 is full', 'the queue jobs_<n> is full'],
])('failures that differ in the number of an id are one group: %s', (message, other, template) => {
  const [one, another] = [grouped({ message }), grouped({ message: other })];
  expect(another.example.failure).toBe(one.example.failure);
  expect(failureTemplate(one.example)).toBe(template);
});
