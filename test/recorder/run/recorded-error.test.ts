import { expect, test } from 'vitest';
import { withoutOwnFrames } from '../../../src/model/report/shown-stack.ts';
import { withKnownFrames } from '../../../src/recorder/run/recorded-error.ts';

const file = 'file:///home/ada/tools-2/dist/recorder.js';
const stack = [
  `Error: cannot read ${file}:1:1`,
  '    at price (file:///home/ada/app/dist/recorder.js:1:2)',
  `    at async Hw (${file}:981:135)`,
  `    at ${file}:9:1`,
  '    at main (file:///home/ada/app/main.js:3:1)',
];

test('the frames of a recorder in a checkout of another name are left out of a stack', () => {
  const shown = withoutOwnFrames(withKnownFrames(stack.join('\n'), file));
  expect(shown).toEqual({ text: [stack[0], stack[1], stack[4]].join('\n'), leftOut: 2 });
});

test('they are known in JSON text, too, and nothing else in it changes', () => {
  const json = JSON.stringify({ stack: stack.join('\n'), place: `${file}:1:1` });
  expect(JSON.parse(withKnownFrames(json, file))).toEqual({
    stack: withKnownFrames(stack.join('\n'), file),
    place: `${file}:1:1`,
  });
});

test('a program that bundles the recorder keeps its frames', () => {
  expect(withKnownFrames(stack.join('\n'))).toBe(stack.join('\n'));
});
