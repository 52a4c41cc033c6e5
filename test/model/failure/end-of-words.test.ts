import { expect, test } from 'vitest';
import { maskMessage } from '../../../src/model/failure/mask-message.ts';

const late = 'stop <n>: window ends before it starts';

test.each([
  ['stop 3: window ends before it starts', late],
  ['stop 3: window ends before it starts; stop 41: window ends before it starts', late],
  [
    'data/items/5/qty must be >= 1, data/items/9/qty must be >= 1, data/items/0/qty must be >= 1',
    '<path> must be >= <n>',
  ],
  ['order 4 is late, by 5 days | order 7 is late, by 6 days', 'order <n> is late, by <duration>'],
  ['no, no, no', 'no, no, no'],
  ['order 4 is late; order 7 is lost', 'order <n> is late; order <n> is lost'],
])('of %j the words are %j', (message, template) => {
  expect(maskMessage(message).template).toBe(template);
});

test('a message of a thousand equal parts is read at once', () => {
  expect(maskMessage('ab 1; '.repeat(10_000)).template.length).toBeLessThan(1_500);
});
