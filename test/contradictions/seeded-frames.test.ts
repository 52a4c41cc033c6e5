import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findContradictions } from './find-contradictions.ts';
import { goldenFrames, toLines } from './golden-frames.ts';

const files = globSync(join(import.meta.dirname, 'frames', '*.txt')).sort();
const golden = goldenFrames();

/** Which approved frame a file was made of by one change, what that makes it say, and the frame. */
function readSeeded(file: string) {
  const [head = '', frame = ''] = readFileSync(file, 'utf8').split(/\n\n([\s\S]*)/u);
  const { of = '', says = '' } = /^of {4}(?<of>.*)\nsays {2}(?<says>.*)$/u.exec(head)?.groups ?? {};
  return { of, says, frame: toLines(frame) };
}

test('there are twenty such frames and more', () => {
  expect(files.length).toBeGreaterThanOrEqual(20);
});

describe('a frame with one contradiction', () => {
  test.each(files.map(file => [basename(file, '.txt'), file]))('%s', (_, file) => {
    const { of, says, frame } = readSeeded(file);
    const approved = golden.get(of) ?? [];
    expect(frame.length).toBe(approved.length);
    expect(frame.filter((line, at) => line !== approved[at])).toHaveLength(1);
    expect(findContradictions(frame)).toEqual([says]);
    expect(findContradictions(approved)).toEqual([]);
  });
});
