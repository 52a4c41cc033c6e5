import { expect, test } from 'vitest';
import { failureTemplate, templatePieces } from '../../../src/model/failure/failure-template.ts';
import { failureId, signatureOf } from '../../../src/model/failure/failure-text.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import { leakedPieces, madeUpSecrets } from '../text/made-up-secrets.ts';

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
  [{ name: 'APIError', message: '400 {"error":{"message":"no such price: 17"}}' }, 'no such price: <n>'],
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
  ['no user u8 found', 'no user u3 found', 'no user u<n> found'],
  ['no bank for invoice R-626331', 'no bank for invoice R-18274405', 'no bank for invoice R-<n>'],
  ['the text is utf8 and no utf16', 'the text is utf8 and no utf16', 'the text is utf8 and no utf16'],
  ['pod web-zksme-x7 was evicted', 'pod web-rq4w4-bm5hk was evicted', 'pod web-<id> was evicted'],
  ['rule r4qz7b has no result', 'rule k2mmf9 has no result', 'rule <id> has no result'],
  ['the queue jobs_12 is full', 'the queue jobs_305 is full', 'the queue jobs_<n> is full'],
  ['an image of 200x50 is too small', 'an image of 80x24 is too small', 'an image of <id> is too small'],
])('failures that differ in the number of an id are one group: %s', (message, other, template) => {
  const [one, another] = [grouped({ message }), grouped({ message: other })];
  expect(another.example.failure).toBe(one.example.failure);
  expect(failureTemplate(one.example)).toBe(template);
});

test.each([
  ['the mirror 10.2.0.17 is read-only', 'the mirror mail.example.org is read-only'],
  ['no build of cb72e61 was found', 'no build of 9a1f03bb2c4d5e6f was found'],
  ['schema version 1.4.0 is not supported', 'schema version 2.11.3 is not supported'],
  ['arn:aws:iam::1:user/a is not allowed to read', 'arn:aws:iam::22:user/b is not allowed to read'],
])('hosts, ids and versions of another kind are the same group: %s', (message, other) => {
  expect(signatureOf(grouped({ message: other }).group)).toBe(signatureOf(grouped({ message }).group));
});

test.each([
  ['the provider answered E1021 for order 17', 'the provider answered E1044 for order 33'],
  ['hour 33 is not in the range 0-23', 'minute 75 is not in the range 0-59'],
  ['the key is for RS256 only', 'the key is for ES512 only'],
])('a code or a range that stands only in the text may name the cause: %s', (message, other) => {
  const [one, another] = [grouped({ message }, [0]), grouped({ message: other }, [0])];
  expect(another.group).not.toBe(one.group);
});

test.each(madeUpSecrets(11))(
  'of a secret in a message, its name or its cause, nothing is shown: $kind',
  secret => {
    const { text } = secret;
    for (const error of [
      { name: 'Error', message: text },
      { name: text, message: 'it failed' },
      { name: text, message: `${text} ${text}`, code: text },
    ]) {
      const { example, group } = grouped(error, [0]);
      expect(leakedPieces(failureTemplate(example, group), secret)).toEqual([]);
      expect(leakedPieces(failureTemplate({ ...example, cause: error }, group), secret)).toEqual([]);
    }
  },
);
