import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextLines, lineAt } from '../../../src/state/detail/outline/text-lines.ts';

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
