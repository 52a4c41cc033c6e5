import { expect, test } from 'vitest';
import { describeEdit } from '../../../src/screen/acts/edit-input.ts';

const recorded = { email: 'ada@example.com', items: [{ sku: 'a', qty: 1 }], plan: 'pro', note: 'x', to: 1 };

test.each([
  [{ ...recorded, email: 'g@example.com' }, '1 value differs, at email'],
  [{ ...recorded, email: 1, items: [{ sku: 'a', qty: 2 }] }, '2 values differ, at email and items.0.qty'],
  [{}, '5 values differ, at email, items, plan and 2 more'],
  [recorded, 'no value differs'],
  ['text', '1 value differs, at the whole input'],
])('an edited input says where it differs: %#', async (edited, words) => {
  expect(await describeEdit(recorded, edited)).toBe(words);
});
