import { expect, test } from 'vitest';
import { safeLine } from '../../../src/model/text/safe-text.ts';
import { mask } from '../../../src/model/text/secrets/secret-value.ts';
import { busyMs } from './busy-ms.ts';

const secret = 'Zq7vK2mXw9RtB4';

test('a name shows on one line what is not secret', () => {
  expect(safeLine(`GET /runs?api_key=${secret}`)).toBe(`GET /runs?api_key=${mask}`);
  expect(safeLine('nightly\n  sync')).toBe('nightly sync');
});

test('a revealed name is shown as recorded, but safely', () => {
  expect(safeLine(`api_key=${secret}\x1b[2J`, { reveal: true })).toBe(`api_key=${secret}`);
});

test('invisible characters inside of a secret do not keep it from being masked', () => {
  expect(safeLine(`api\u200b_k\u2066ey=${secret}`)).toBe(`api_key=${mask}`);
});

test.each([5, 12, 20, 40])(
  'the start of a secret does not stay where a name is cut to %i units',
  maxLength => {
    for (let before = 0; before < 40; before += 1) {
      const line = safeLine(`${'n'.repeat(before)} postgres://ada:${secret}@db/runs`, { maxLength });
      expect(line).not.toContain(secret.slice(0, 4));
      expect(line.length).toBeLessThanOrEqual(maxLength);
    }
  },
);

test.each([100, 5000, 600_000])('%i invisible characters inside of a secret do not hide its end', count => {
  const text = `postgres://ada:${secret.slice(0, 7)}${'\u200b'.repeat(count)}${secret.slice(7)}@db/runs`;
  const line = safeLine(text, { maxLength: 200 });
  expect(line).not.toContain(secret.slice(0, 7));
  expect(line).not.toContain(secret.slice(7));
});

test('a long name ends with a mark that says so', () => {
  expect(safeLine('n'.repeat(100), { maxLength: 10 })).toBe(`${'n'.repeat(9)}…`);
  expect(safeLine('n'.repeat(10_000), { maxLength: 10 })).toBe(`${'n'.repeat(9)}…`);
});

test.each([true, false])('a line reads no more than its longest length and says so, revealed: %s', reveal => {
  expect(safeLine('abcdefgh', { maxLength: 5, reveal })).toBe('abcd…');
  expect(safeLine('abcde', { maxLength: 5, reveal })).toBe('abcde');
  expect(safeLine('abc👩efgh', { maxLength: 5, reveal })).toBe('abc…');
  const long = '\x1b[31m日\n'.repeat(200_000);
  const all = () => {
    for (let round = 0; round < 40; round++) safeLine(long, { maxLength: 500, reveal });
  };
  expect(busyMs(all)).toBeLessThan(400);
});

test.each([
  ['a password in an address', 'postgres://app:'],
  ['a web token', 'eyJhbGciOiJIUzI1NiJ9.'],
  ['an element of XML', '<password>'],
])('%s shows no start where it is longer than what is read of a text', (_, before) => {
  for (const length of [5000, 20_000]) {
    const line = safeLine(`see ${before}${secret.repeat(length / 10)}`, { maxLength: 200 });
    expect(line).not.toContain(secret.slice(0, 6));
  }
});
