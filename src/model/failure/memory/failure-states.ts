import { areRelated, signatureOf } from '../failure-text.ts';
import {
  type FailureMark,
  failuresAfter,
  failuresSince,
  isBackAfter,
  isSilent,
  type Remembered,
  type RunsSince,
  type SeenGroup,
} from './failure-mark.ts';

/**
 * `new`: this user has not opened, copied, noted or muted it. `known`: with a note or a ticket. `quiet`:
 * silent while runs succeeded. `back`: known, muted or quiet, and failing again. `seen`: none of these.
 */
export const failureStateKinds = ['new', 'seen', 'known', 'quiet', 'back', 'muted'] as const;

export type FailureStateKind = (typeof failureStateKinds)[number];

export type FailureState = {
  readonly kind: FailureStateKind;
  /** Failures since this user has seen it, at least. */
  readonly unseen: number;
  /** The note, and the mute while it lasts. */
  readonly known?: FailureMark;
  readonly muted?: FailureMark;
  readonly mutedMore?: number;
  readonly runsSince?: RunsSince;
  /** Whether no run in the target is older than its first failure, where that was checked. */
  readonly isFirstHere?: boolean;
};

export type FailureMemory = {
  /** Marks of the whole team. */
  readonly marks: readonly FailureMark[];
  /** What this user has seen of the target. */
  readonly seen: readonly SeenGroup[];
};

/** Without `runsSince`, nobody has counted them. */
export type StateOf = (group: Remembered, now: number, runsSince?: RunsSince) => FailureState;

/** A mark holds for every group that a failure of the marked one may belong to. */
export function createFailureStates({ marks, seen }: FailureMemory): StateOf {
  const marksOf = bySignature(marks);
  const seenOf = bySignature(seen);
  const knownUntil = seen.reduce((latest, { shown }) => Math.max(latest, shown.lastAt), 0);
  return (group, now, runsSince) => {
    const held = marksOf(group.id);
    const known = latest(held, group, 'known');
    const mute = latest(held, group, 'muted');
    const places = seenOf(group.id);
    const unseen = unseenOf(group, places);
    const base = { unseen: unseen ?? group.count, known, runsSince };
    const mutedMore = mute && failuresLeft(group, mute);
    if (mute && isMuted(mute, mutedMore, now)) return { ...base, kind: 'muted', muted: mute, mutedMore };
    const isNew = unseen === undefined;
    const shown = places.map(place => place.shown);
    const isQuiet = isSilent(group, now, shown) && runsSince?.count !== 0;
    // Failures after the latest one seen are news; a new user has seen none, so has no news.
    const isNews = isNew && knownUntil > 0 && group.last.at > knownUntil;
    if (isQuiet && (!isNews || known)) return { ...base, kind: 'quiet' };
    const hasFailedSince = (mark: FailureMark) => unseen !== 0 && sinceMark(group, mark) > 0;
    if ([known, mute].some(mark => mark && hasFailedSince(mark))) return { ...base, kind: 'back' };
    if (known) return { ...base, kind: 'known' };
    if (isNew) return { ...base, kind: 'new' };
    const isBack = unseen > 0 && places.every(({ shown }) => isBackAfter(group, shown));
    return { ...base, kind: isBack ? 'back' : 'seen' };
  };
}

function bySignature<One extends { readonly failureId: string }>(all: readonly One[]) {
  const found = Map.groupBy(all, ({ failureId }) => signatureOf(failureId));
  return (id: string): readonly One[] =>
    (found.get(signatureOf(id)) ?? []).filter(({ failureId }) => areRelated(failureId, id));
}

export function noteOn(marks: readonly FailureMark[], id: string): FailureMark | undefined {
  return latest(bySignature(marks)(id), { id }, 'known');
}

/** The mark of the group itself, else the latest one. */
function latest(
  marks: readonly FailureMark[],
  { id }: Pick<Remembered, 'id'>,
  kind: FailureMark['kind'],
): FailureMark | undefined {
  const ofKind = marks.filter(mark => mark.kind === kind).sort((a, b) => b.at - a.at);
  return ofKind.find(({ failureId }) => failureId === id) ?? ofKind[0];
}

/** `undefined` for a group that was never seen. */
function unseenOf(group: Remembered, places: readonly SeenGroup[]): number | undefined {
  const own = places.find(({ failureId }) => failureId === group.id);
  if (own) return failuresSince(group, own.shown);
  const lasts = places.map(({ shown }) => shown.lastAt);
  const last = Math.max(...lasts);
  return last >= group.first.at ? failuresAfter(group, last) : undefined;
}

function sinceMark(group: Remembered, { failureId, shown }: FailureMark): number {
  return failureId === group.id ? failuresSince(group, shown) : failuresAfter(group, shown.lastAt);
}

function failuresLeft(group: Remembered, mute: FailureMark): number | undefined {
  return mute.mutedForCount === undefined ? undefined : mute.mutedForCount - sinceMark(group, mute);
}

/** `left`: for how many more failures the mute lasts, if it ends by number. */
export function isMuted({ mutedUntil }: FailureMark, left: number | undefined, now: number): boolean {
  return (mutedUntil === undefined || now < mutedUntil) && (left === undefined || left > 0);
}
