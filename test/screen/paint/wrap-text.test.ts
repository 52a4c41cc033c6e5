import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../../src/model/text/width.ts';
import { wrapAtMost, wrapText } from '../../../src/screen/paint/wrap-text.ts';

test.each([
  ['', 10, ['']],
  ['short', 10, ['short']],
  ['two words', 5, ['two', 'words']],
  ['abcdefghijkl', 5, ['abcde', 'fghij', 'kl']],
  ['one two  three', 8, ['one two', 'three']],
  ['日本語日本', 4, ['日本', '語日', '本']],
  ['  indented text here', 12, ['  indented', 'text here']],
])('%j in %i columns is %j', (text, width, lines) => {
  expect(wrapText(text, width)).toEqual(lines);
});

test('no line is too wide and no character is lost but the spaces at the breaks', () => {
  const text = fc.array(fc.constantFrom(' ', 'a', 'word', '日本', '👩‍👩‍👧', 'e\u0301', '--'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (parts, width) => {
      const written = parts.join('');
      const lines = wrapText(written, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(written.replaceAll(' ', ''));
    }),
  );
});

test.each([
  ['two words', 5, 2, ['two', 'words']],
  ['one two three', 5, 2, ['one', 'two…']],
  ['one three four', 5, 2, ['one', 'thre…']],
  ['abcdefghijkl', 5, 1, ['abcd…']],
])('%j in %i columns and %i lines says where it is cut', (text, width, most, lines) => {
  expect(wrapAtMost(text, width, most)).toEqual(lines);
});
