import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgress } from '../../../src/cli/print/progress.ts';

function draw(isLinear: true | undefined): string {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let now = 0;
  const progress = createProgress('writing runs', { stderr, now: () => now, isLinear });
  for (now = 0; now <= 3_000; now += 500) progress.show(now, 3_000);
  progress.end();
  return String(stderr.read());
}

test('work that takes long is a bar that is gone at its end', () => {
  expect(draw(undefined)).toMatch(/writing runs \[#+-*\] 1,500 of 3,000[\s\S]*\r\u001B\[K$/u);
});

test('where no line is written over, it is one line', () => {
  expect(draw(true)).toBe('writing runs...\n');
});
