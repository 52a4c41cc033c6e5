import { expect, test } from 'vitest';
import { editedText } from '../../../src/screen/dialogs/text-line.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';

const theme = { ...plainTheme, inverse: (text: string) => `<${text}>` };
const shown = (before: string, after: string, ghost = '', width = 20) =>
  editedText({ text: before + after, caret: before.length }, ghost, width, theme);

test.each([
  ['ab', '', '', 'ab< >'],
  ['ab', 'cd', '', 'ab<c>d'],
  ['status:f', '', 'ailed', 'status:f<a>iled'],
  ['', '日本', '', '<日>本'],
  ['a', '👩‍👩‍👧‍👦 b', '', 'a<👩‍👩‍👧‍👦> b'],
  ['', '🇯🇵🇩🇪', '', '<🇯🇵>🇩🇪'],
  ['e', 'e\u0301x', '', 'e<e\u0301>x'],
])(
  'the caret between %j and %j, before the completion %j, stands on a whole character',
  (before, after, ghost, text) => {
    expect(shown(before, after, ghost)).toBe(text);
  },
);

test('a line that is too long is scrolled to its caret', () => {
  expect(shown('a long line of text', '', '', 10)).toBe('e of text< >');
});
