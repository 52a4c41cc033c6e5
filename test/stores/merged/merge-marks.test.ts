import { expect, test } from 'vitest';
import type { FailureMark } from '../../../src/model/failure/memory/failure-mark.ts';
import { mergeMarkResults, mergeMarks } from '../../../src/stores/merged/merge-marks.ts';

const mark: FailureMark = {
  failureId: 'signature01',
  kind: 'known',
  note: 'slow',
  at: 5,
  shown: { firstAt: 1, lastAt: 2, count: 2 },
};

test('the latest mark of a kind holds for the group in every target', () => {
  const later = { ...mark, note: 'it was the firewall', at: 9 };
  const muted = { ...mark, kind: 'muted' } as const;
  expect(mergeMarks([[mark], undefined, [later, muted]])).toEqual([later, muted]);
  expect(mergeMarks([undefined, undefined])).toBeUndefined();
});

test('a mark is kept where one of the targets keeps it', () => {
  const [done, refused, unsupported] = [
    { type: 'done' },
    { type: 'refused', reason: 'read-only' },
    { type: 'unsupported' },
  ] as const;
  expect(mergeMarkResults([unsupported, refused, done])).toEqual(done);
  expect(mergeMarkResults([unsupported, refused])).toEqual(refused);
  expect(mergeMarkResults([unsupported])).toEqual(unsupported);
});
