import { expect, test } from 'vitest';
import { leftOutText, stackBelowMessage, withoutOwnFrames } from '../../../src/model/report/shown-stack.ts';

test('the frames of the recorder are left out of a stack, and no others', () => {
  const stack = [
    'TypeError: no price',
    '    at price (file:///app/dist/recorder.js:10:3)',
    '    at async s (file:///app/node_modules/runlens/dist/recorder.js:804:153)',
    '    at async file:///app/node_modules/.pnpm/runlens@0.1.0/node_modules/runlens/dist/recorder.js:9:1',
    '    at main (/app/run.js:3:1) // not runlens/dist/recorder.js',
  ];
  expect(withoutOwnFrames(stack.join('\n'))).toEqual({
    text: [stack[0], stack[1], stack[4]].join('\n'),
    leftOut: 2,
  });
});

test('a stack without them is as it was', () => {
  expect(withoutOwnFrames('Error: x\r\n    at a (b.js:1:1)')).toEqual({
    text: 'Error: x\r\n    at a (b.js:1:1)',
    leftOut: 0,
  });
});

const frames = '    at price (a.js:1:2)\n    at main (a.js:9:1)';
const traceback = 'Traceback (most recent call last):\n  File "a.py", line 3, in price\n    raise E(x)';

test.each<readonly [what: string, message: string, stack: string, shown: string]>([
  ['of JavaScript', 'no price', `TypeError: no price\n${frames}`, frames],
  ['with a message of several lines', 'no\nprice', `Error: no\nprice\n${frames}`, frames],
  ['whose class was renamed after it was made', 'no price', `Error: no price\n${frames}`, frames],
  ['without a message', '', `Error\n${frames}`, frames],
  ['that is the message, too', `Error: x\n${frames}`, `Error: x\n${frames}`, ''],
  [
    'of a message that has its frames',
    `x\n${frames}`,
    `Error: x\n${frames}\n    at b (b.js:1:1)`,
    '    at b (b.js:1:1)',
  ],
  ['of Java', 'no price', 'shop.E: no price\n\tat shop.A.b(A.java:1)', '\tat shop.A.b(A.java:1)'],
  ['of Python', 'no price', `${traceback}\nshop.E: no price\n`, traceback],
  ['of Python with a message of several lines', 'no\nprice', `${traceback}\nE: no\nprice`, traceback],
  ['of another error', 'no price', `Error: no prices\n${frames}`, `Error: no prices\n${frames}`],
  ['with frames alone', 'no price', frames, frames],
  ['that is empty', 'no price', '', ''],
])('a stack %s does not repeat the message above it', (_, message, stack, shown) => {
  expect(stackBelowMessage({ message, stack }).text).toBe(shown);
});

test('frames that are left out are counted', () => {
  const own = '    at async s (file:///app/node_modules/runlens/dist/recorder.js:804:153)';
  const stack = stackBelowMessage({ message: 'x', stack: `Error: x\n${frames}\n${own}` });
  expect([stack.text, leftOutText(stack)]).toEqual([frames, '1 frame of runlens left out']);
  expect(leftOutText(stackBelowMessage({ message: 'x', stack: frames }))).toBe('');
});
