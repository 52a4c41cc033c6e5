import { expect, test } from 'vitest';
import { maskedInputRefusal } from '../../../src/operations/acts/masked-input.ts';

test.each([
  ['••••••', 'input'],
  [{ user: { tokens: ['a', 'Bearer ••••••'] } }, 'input.user.tokens[1]'],
  [{ '••••••': 1 }, 'input["••••••"]'],
])('an input with a masked secret is refused with its place: %j', (input, path) => {
  expect(maskedInputRefusal(input)).toBe(
    `the input holds •••••• at ${path}, which stands for a secret and is not its value`,
  );
});

test('an input without the mask is sent, however deep it is', () => {
  expect(maskedInputRefusal(undefined)).toBeUndefined();
  expect(maskedInputRefusal({ bullets: '•••', password: 'correct horse' })).toBeUndefined();
  const depth = 50_000;
  expect(maskedInputRefusal(JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`))).toBeUndefined();
});
