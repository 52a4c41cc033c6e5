import { expect, onTestFinished, test } from 'vitest';
import type { FailureMarks, MarkResult } from '../../../src/contract/failures.ts';
import type { FailureMark } from '../../../src/model/failure/memory/failure-mark.ts';
import { keepMark } from '../../../src/operations/failures/failure-memory.ts';
import { mergeMarkResults, mergeMarks } from '../../../src/stores/merged/merge-lists.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createModelMember, openMembers } from './model-store.ts';

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

test('a mark is kept where one of the targets keeps it, which is named where others do not', () => {
  const [done, refused, unsupported] = [
    { type: 'done' },
    { type: 'refused', reason: 'read-only' },
    { type: 'unsupported' },
  ] as const;
  const results = (...all: readonly MarkResult[]) =>
    all.map((result, at) => [['a', 'b', 'c'][at] ?? '', result] as const);
  expect(mergeMarkResults(results(done, done), 2)).toEqual({ type: 'done' });
  expect(mergeMarkResults(results(done, done), 3)).toEqual({ type: 'done', targets: ['a', 'b'] });
  expect(mergeMarkResults(results(unsupported, refused, done), 3)).toEqual({ type: 'done', targets: ['c'] });
  expect(mergeMarkResults(results(unsupported, refused), 2)).toEqual(refused);
  expect(mergeMarkResults(results(unsupported), 1)).toEqual(unsupported);
});

test('who notes a failure of an engine beside a store is told that only the store keeps it', async () => {
  const failureMarks: FailureMarks = {
    list: async () => [],
    put: async () => ({ type: 'done' }),
    remove: async () => ({ type: 'done' }),
  };
  const own = {
    ...createModelMember('own'),
    open: async () => createFakeStore([], { overrides: { failureMarks } }),
  };
  const store = await openMembers([own, createModelMember('engine')]);
  onTestFinished(() => store.close());
  const { at: _, ...told } = mark;
  const putMark = () => expect.unreachable('the store keeps it');
  const nobody = {
    marks: () => [],
    seen: () => [],
    addSeen: () => {},
    removeMarks: () => {},
    problem: () => undefined,
  };
  const kept = await keepMark({ store, own: { ...nobody, putMark }, mark: told, now: 1 });
  expect(kept).toEqual({ keptIn: 'store', targets: ['own'] });
});
