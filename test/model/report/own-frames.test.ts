import { expect, test } from 'vitest';
import { withoutOwnFrames } from '../../../src/model/report/own-frames.ts';

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
