import type { MarkResult } from '../../contract/failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { areRelated } from '../../model/failure/failure-text.ts';
import type { FailureMark, NewFailureMark, SeenGroup } from '../../model/failure/memory/failure-mark.ts';
import {
  createFailureStates,
  type FailureMemory,
  type FailureState,
  type FailureStateKind,
  noteOn,
} from '../../model/failure/memory/failure-states.ts';
import { countSuccesses } from './count-successes.ts';
import { readFirstHere } from './first-here.ts';

/** What a user keeps of the groups of one target; marks only where the store keeps none. */
export type OwnFailures = {
  readonly seen: () => readonly SeenGroup[];
  /** Failures that came after what is added stay unseen. */
  readonly addSeen: (groups: readonly SeenGroup[]) => void;
  readonly marks: () => readonly FailureMark[];
  readonly putMark: (mark: FailureMark) => void;
  readonly removeMarks: (failureIds: readonly string[]) => void;
  /** Why nothing is kept after the program ends; `undefined` where it is. */
  readonly problem: () => string | undefined;
};

/** Kept in the store, for everyone, or in the user's own data, for a reason. */
export type KeptMark = {
  readonly keptIn: 'store' | 'own';
  readonly reason?: string;
  readonly targets?: readonly string[];
};

type Place = {
  readonly store: Pick<RunStore, 'failureMarks' | 'target'>;
  readonly own: OwnFailures;
  readonly signal?: AbortSignal;
};

/** The user's own marks come first: they were made because the store keeps none. */
export async function readFailureMemory({ store, own, signal }: Place): Promise<FailureMemory> {
  const marks = (await store.failureMarks?.list({ signal })) ?? [];
  return { marks: [...own.marks(), ...marks], seen: own.seen() };
}

export async function readNoteOn(failureId: string, place: Place): Promise<FailureMark | undefined> {
  const { marks } = await readFailureMemory(place);
  return noteOn(marks, failureId);
}

type Making = Place & { readonly mark: NewFailureMark; readonly by?: string; readonly now: number };

/** Keeps a mark in the store, else in the user's data; its user has seen the group. */
export async function keepMark({ store, own, mark, by, now, signal }: Making): Promise<KeptMark> {
  const result = (await store.failureMarks?.put(mark, { by, signal })) ?? unsupported;
  const reason = refusalReason(result, store);
  own.addSeen([{ failureId: mark.failureId, shown: mark.shown }]);
  if (result.type === 'done') return { keptIn: 'store', ...(result.targets && { targets: result.targets }) };
  own.putMark({ ...mark, ...(by === undefined ? {} : { by }), at: now });
  return { keptIn: 'own', reason };
}

export type RemovedMarks = {
  readonly marks: readonly (FailureMark & Pick<KeptMark, 'keptIn'>)[];
  readonly reason?: string;
};

/** Removes every mark that holds for the group, those of related ids too. */
export async function removeMarks(place: Place, failureId: string): Promise<RemovedMarks> {
  const { store, own, signal } = place;
  const ofTeam = relatedTo(failureId, (await store.failureMarks?.list({ signal })) ?? []);
  const ofUser = relatedTo(failureId, own.marks());
  const reasons: string[] = [];
  for (const id of idsOf(ofTeam)) {
    const result = (await store.failureMarks?.remove(id, { signal })) ?? unsupported;
    reasons.push(refusalReason(result, store) ?? '');
  }
  if (ofUser.length > 0) own.removeMarks(idsOf(ofUser));
  const reason = reasons.find(one => one !== '');
  const marks = ofUser.map(mark => ({ ...mark, keptIn: 'own' as const }));
  if (reason !== undefined) return { marks, reason };
  return { marks: [...marks, ...ofTeam.map(mark => ({ ...mark, keptIn: 'store' as const }))] };
}

const unsupported: MarkResult = { type: 'unsupported' };

function relatedTo(id: string, marks: readonly FailureMark[]): readonly FailureMark[] {
  return marks.filter(({ failureId }) => areRelated(failureId, id));
}

function idsOf(marks: readonly FailureMark[]): readonly string[] {
  return [...new Set(marks.map(({ failureId }) => failureId))];
}

function refusalReason(result: MarkResult, { target }: Pick<RunStore, 'target'>): string | undefined {
  if (result.type === 'done') return undefined;
  return result.type === 'refused' ? result.reason : `${target.location} keeps no notes`;
}

type Options = {
  readonly own: OwnFailures;
  readonly now: number;
  readonly signal: AbortSignal;
};

type GroupsInStates = {
  readonly groups: readonly FailureGroup[];
  readonly stateOf?: (group: FailureGroup) => FailureState;
};

/** All groups where `states` is empty. */
export async function groupsInStates(
  store: RunStore,
  groups: readonly FailureGroup[],
  states: readonly FailureStateKind[],
  options: Options,
): Promise<GroupsInStates> {
  if (states.length === 0) return { groups };
  const stateOf = await readFailureStates(store, groups, options);
  return { groups: groups.filter(group => states.includes(stateOf(group).kind)), stateOf };
}

export async function readFailureStates(
  store: RunStore,
  groups: readonly FailureGroup[],
  { own, now, signal }: Options,
): Promise<(group: FailureGroup) => FailureState> {
  const stateOf = createFailureStates(await readFailureMemory({ store, own, signal }));
  const successes = await countSuccesses(store, groups, { now, signal });
  const firstHereAt = await readFirstHere(store, groups, { now, signal });
  return group => ({
    ...stateOf(group, now, successes(group)),
    ...(group.first.at === firstHereAt && { isFirstHere: true }),
  });
}
