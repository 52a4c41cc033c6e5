import { expect, test } from 'vitest';
import { isMaskedWhole, shownStart, shownValue } from '../../../../src/screen/run/outline/shown-text.ts';

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
