import { expect, test } from 'vitest';
import { findContradictions } from './find-contradictions.ts';
import { countFrame } from './frame-count.ts';
import { goldenFrames } from './golden-frames.ts';
import { readScreen } from './places/screen.ts';

test('no approved frame contradicts itself, and the places of each are read', () => {
  const frames = goldenFrames();
  expect(frames.size).toBeGreaterThan(600);
  for (const [name, frame] of frames) {
    countFrame();
    expect(findContradictions(frame), `${name}\n${frame.join('\n')}`).toEqual([]);
    const { list, detail, compare, dialog } = readScreen(frame) ?? {};
    expect([list, detail, compare, dialog].some(Boolean), name).toBe(true);
  }
});

test('another program has no places', () => {
  expect(findContradictions(['$ runlens list', '1–9 of 3', ''])).toEqual([]);
});
