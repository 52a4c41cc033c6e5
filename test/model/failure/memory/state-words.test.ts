import { expect, test } from 'vitest';
import type { FailureMark } from '../../../../src/model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../../../src/model/failure/memory/failure-states.ts';
import { stateWords } from '../../../../src/model/failure/memory/state-words.ts';

const now = new Date(2026, 10, 24, 12).getTime();
const known: FailureMark = {
  failureId: 'signature01',
  kind: 'known',
  ticket: 'OPS-12',
  note: 'the provider is slow\nsee its page',
  at: now,
  shown: { firstAt: 0, lastAt: 0, count: 1 },
};
const muted = (mutedUntil: Date): FailureMark => ({
  ...known,
  kind: 'muted',
  mutedUntil: mutedUntil.getTime(),
});

test.each<readonly [string, FailureState]>([
  ['new', { kind: 'new', unseen: 3 }],
  ['seen', { kind: 'seen', unseen: 0 }],
  ['seen, 1,204 more runs', { kind: 'seen', unseen: 1_204 }],
  ['seen, 1 more run', { kind: 'seen', unseen: 1 }],
  ['known · OPS-12', { kind: 'known', unseen: 0, known }],
  ['known · the provider is slow', { kind: 'known', unseen: 0, known: { ...known, ticket: undefined } }],
  ['back · OPS-12', { kind: 'back', unseen: 1, known }],
  ['quiet: 1,204 runs since', { kind: 'quiet', unseen: 0, runsSince: { count: 1_204 } }],
  ['quiet: 2,000+ runs since', { kind: 'quiet', unseen: 0, runsSince: { count: 2_000, isMore: true } }],
  ['quiet: 1 run since · OPS-12', { kind: 'quiet', unseen: 0, runsSince: { count: 1 }, known }],
  ['quiet', { kind: 'quiet', unseen: 0 }],
  ['muted until Fri', { kind: 'muted', unseen: 0, muted: muted(new Date(2026, 10, 27, 9)) }],
  ['muted until 18:30', { kind: 'muted', unseen: 0, muted: muted(new Date(2026, 10, 24, 18, 30)) }],
  ['muted until 2026-12-24', { kind: 'muted', unseen: 0, muted: muted(new Date(2026, 11, 24)) }],
  ['muted for 20 more', { kind: 'muted', unseen: 0, muted: known, mutedMore: 20 }],
])('says "%s"', (words, state) => expect(stateWords(state, now)).toBe(words));

test.each<readonly [string, number, FailureState]>([
  ['seen +3', 12, { kind: 'seen', unseen: 3 }],
  ['seen +3', 7, { kind: 'seen', unseen: 3 }],
  ['+1,204', 7, { kind: 'seen', unseen: 1_204 }],
  ['quiet: 1 run', 12, { kind: 'quiet', unseen: 0, runsSince: { count: 1 } }],
  ['quiet: 1,204', 12, { kind: 'quiet', unseen: 0, runsSince: { count: 1_204 } }],
  ['quiet', 7, { kind: 'quiet', unseen: 0, runsSince: { count: 1_204 } }],
  ['muted: 20', 12, { kind: 'muted', unseen: 0, muted: known, mutedMore: 20 }],
  ['muted: 1,000', 12, { kind: 'muted', unseen: 0, muted: known, mutedMore: 1_000 }],
  ['until Dec 24', 12, { kind: 'muted', unseen: 0, muted: muted(new Date(2026, 11, 24)) }],
  ['until 18:30', 12, { kind: 'muted', unseen: 0, muted: muted(new Date(2026, 10, 24, 18, 30)) }],
  ['until Fri', 12, { kind: 'muted', unseen: 0, known, muted: muted(new Date(2026, 10, 27, 9)) }],
  ['until Fri · OPS-12', 20, { kind: 'muted', unseen: 0, known, muted: muted(new Date(2026, 10, 27, 9)) }],
  ['muted', 7, { kind: 'muted', unseen: 0, known, muted: muted(new Date(2026, 10, 27, 9)) }],
])('says "%s" in %d columns', (words, room, state) => expect(stateWords(state, now, room)).toBe(words));
