import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createTextLines,
  isMaskedWhole,
  lineAt,
  shownStart,
  shownValue,
} from '../../../../src/screen/run/outline/text-lines.ts';
import { someOf } from '../../../trials.ts';

const all = (text: string, masks = false): readonly string[] => {
  const lines = createTextLines(text, masks);
  return Array.from({ length: lines.count }, (_, index) => lineAt(lines, index));
};

test('lines end at line feeds, and none is longer than a thousand units', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom('\n', '\r\n', '😀'.repeat(600), 'x'.repeat(1000)), fc.string()), {
      maxLength: 20,
    })
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(text, written => {
      const lines = all(written);
      const feeds = written.split('\n').map(line => line.replace(/\r$/, ''));
      if (feeds.length > 1 && feeds.at(-1) === '') feeds.pop();
      expect(lines.join('')).toBe(feeds.join(''));
      for (const line of lines) {
        expect(line.length).toBeLessThanOrEqual(1000);
        expect(line.isWellFormed()).toBe(written.isWellFormed());
      }
    }),
  );
});

test.each([
  ['', ['']],
  ['a', ['a']],
  ['a\nb', ['a', 'b']],
  ['a\n', ['a']],
  ['a\n\nb\r\n', ['a', '', 'b']],
])('%j is cut into %j', (text, lines) => {
  expect(all(text)).toEqual(lines);
});

test('any line of a long text is found, in any order', () => {
  const written = Array.from({ length: 5000 }, (_, at) => `line ${at} ${'x'.repeat(at % 90)}`);
  const lines = createTextLines(written.join('\n'));
  expect(lines.count).toBe(5000);
  for (const index of [4999, 0, 127, 128, 129, 2500, 1, 3000, 2499])
    expect(lineAt(lines, index)).toBe(written[index]);
});

const secret = 'Bearer abcdefghijklmnopqrstuvwxyz0123456789';

test.each([
  ['with line feeds', `${'some words of a log line\n'.repeat(40)}token follows: ${secret}\n`],
  ['without line feeds', `${'some words of a log line '.repeat(50)}${secret} and more `],
])('no secret of a huge text is shown in part, wherever the cuts fall, %s', (_, piece) => {
  const text = piece.repeat(400);
  expect(text.length).toBeGreaterThan(200_000);
  const shown = all(text, true).join('\n');
  for (let length = 8; length < 30; length += 7) expect(shown).not.toContain(secret.slice(-length));
  expect(shown).not.toContain('Bearer abc');
});

test('a private key in a huge text is masked as a whole', () => {
  const body = Array.from(
    { length: 40 },
    (_, at) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${String(at).padStart(4, '0')}`,
  ).join('\n');
  const key = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
  const filler = 'nothing to see here\n';
  const text = Array.from({ length: 120 }, (_, at) => filler.repeat(at % 140) + key).join('');
  expect(text.length).toBeGreaterThan(200_000);
  expect(all(text, true).join('\n')).not.toContain('MIIEvQ');
});

/** A huge text in which a secret lies across the borders between the parts that are masked at once. */
const acrossBorders = (secret: string): string => {
  const lines = secret.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / 1000), 0);
  const filler = 'nothing to see here\n'.repeat(128 - (lines % 128) + 1);
  return Array.from({ length: secret.length > 9000 ? 9 : 90 }, () => `${filler}${secret}\n`).join('');
};
const digits = (length: number) => Array.from({ length }, (_, at) => `Zq${(at * 7919) % 9973}`).join('');

const writtenAcross = [
  [
    'a long private key',
    `-----BEGIN PRIVATE KEY-----\n${'Zq3mK9xTb\n'.repeat(300)}-----END PRIVATE KEY-----`,
  ],
  ['a long value', `{"password":"${digits(1500)}","id":1}`],
  ['a value that is longer than what is read around a part', `{"password":"${digits(8000)}","id":1}`],
  ['a key with thousands of invisible characters', `uses ghp_Zq${'\u200b'.repeat(5000)}${'Zq7'.repeat(12)}`],
  ['a value far behind its name', `token=${'\u200b'.repeat(30_000)}Zq8mW2xTb9 and more`],
] as const;

test.each(someOf(writtenAcross, 2))(
  '%s across the border of two parts of a huge text is masked',
  (_, secret) => {
    const shown = all(acrossBorders(secret), true).join('\n');
    expect(shown).toContain('nothing to see here');
    expect(shown.match(/Zq.{0,9}/)?.[0]).toBeUndefined();
  },
);

test('a huge text keeps its lines, whatever of them is masked', () => {
  const lines = Array.from(
    { length: 9000 },
    (_, at) => `line ${at}${at % 50 === 0 ? ' token=Zq7vK2mXw9' : ''} end`,
  );
  const shown = all(lines.join('\n'), true);
  expect(shown).toEqual(lines.map(line => line.replace('Zq7vK2mXw9', '••••••')));
});

test('the secrets in a table that is too long to be masked whole are masked in each of its lines', () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `user ${at},Zq7xKp9m${at},note`);
  const lines = createTextLines(['name,password,about', ...rows].join('\n'), true);
  expect(lines.isMasked).toBe(true);
  for (const at of [1, 700, 9_999, 20_000]) expect(lineAt(lines, at)).toBe(`user ${at - 1},••••••,note`);
});

const masked = { reveal: false };

test.each([
  [{ name: 'password', reveal: false }, 'hunter2', '••••••'],
  [{ name: 'note', isSecret: true, reveal: false }, 'hunter2', '••••••'],
  [{ name: 0, reveal: false }, 'hunter2', 'hunter2'],
  [{ name: 'password', reveal: true }, 'hunter2', 'hunter2'],
  [{ reveal: false }, 'https://x.example.com/?token=abcdef123456', 'https://x.example.com/?token=••••••'],
] as const)('under %j the text %j is shown as %j', (mask, text, shown) => {
  expect(shownStart(text, 1000, mask)).toBe(shown);
});

test('a number under a secret name is masked, null and true are not', () => {
  const shown = [7, null, true].map(value => shownValue(value, { name: 'secret', reveal: false }));
  expect(shown).toEqual(['••••••', null, true]);
});

test('whether a text is masked whole is known without reading it', () => {
  expect(isMaskedWhole({ name: 'token', reveal: false })).toBe(true);
  expect(isMaskedWhole({ name: 'token', reveal: true })).toBe(false);
  expect(isMaskedWhole({ name: 'text', reveal: false })).toBe(false);
});

test('a secret that the end of a preview would cut is masked all the same', () => {
  const text = `${'x'.repeat(970)} postgres://ada:correct-horse-battery@db.example.com/app`;
  const shown = shownStart(text, 1000, masked);
  expect(shown).toHaveLength(1000);
  expect(shown).not.toContain('correct');
  expect(shownStart(text, 1000, { reveal: true })).toContain('correct');
});
