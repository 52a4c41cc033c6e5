import { expect, test } from 'vitest';
import { describeEdit, type KeptEdits, keepEdit } from '../../../src/screen/acts/edit-input.ts';

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

const addresses = Array.from({ length: 22 }, (_, index) => `run_${index}`);
const edits = addresses.reduce<KeptEdits>((kept, address) => keepEdit(kept, address, '{}'), new Map());

test('the edits of the last 20 runs are kept', () => {
  expect([...edits.keys()]).toEqual(addresses.slice(2));
});

test('the edit of a run takes the place of the one before it, and no other', () => {
  const again = keepEdit(edits, 'run_9', '{"again":true}');
  expect([again.size, again.get('run_9'), [...again.keys()].at(-1)]).toEqual([20, '{"again":true}', 'run_9']);
});

test('an edit that was taken back takes no other with it', () => {
  expect([...keepEdit(edits, 'run_9', undefined).keys()]).toEqual(
    addresses.slice(2).filter(address => address !== 'run_9'),
  );
});
