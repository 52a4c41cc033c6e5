import { alignLists, type ListTools } from './align-lists.ts';
import { openList, openObject } from './open-container.ts';
import { kindOf } from './value-kind.ts';

/** A member of two containers. What is absent on one side is `undefined` there. */
export type ComparedMember = {
  readonly step: string | number;
  /** The same in the old container, unless items were added or removed before it. */
  readonly wasStep: string | number;
  readonly was: unknown;
  readonly is: unknown;
  /** Paired with what is at the same place, for want of anything better. */
  readonly isByPlace: boolean;
};

export type ComparedMembers = {
  readonly size: number;
  readonly at: (index: number) => ComparedMember;
};

/** The members of two lists or of two objects, in the order of `is`, with what was removed from it. */
export function* openMembers(
  was: unknown,
  is: unknown,
  tools: ListTools,
): Generator<undefined, ComparedMembers> {
  return kindOf(is) === 'list' ? yield* openLists(was, is, tools) : yield* openObjects(was, is);
}

function* openLists(was: unknown, is: unknown, tools: ListTools): Generator<undefined, ComparedMembers> {
  const wasItems = yield* openList(was);
  const isItems = yield* openList(is);
  const aligned = yield* alignLists(wasItems, isItems, tools);
  const at = (index: number): ComparedMember => {
    const row = aligned.was[index] ?? -1;
    const column = aligned.is[index] ?? -1;
    const isByPlace = aligned.byPlace[index] === 1;
    const step = column === -1 ? row : column;
    const wasStep = row === -1 ? column : row;
    return { step, wasStep, was: wasItems[row], is: isItems[column], isByPlace };
  };
  return { size: aligned.size, at };
}

function* openObjects(was: unknown, is: unknown): Generator<undefined, ComparedMembers> {
  const before = yield* openObject(was);
  const now = yield* openObject(is);
  const removed = before.keys.filter(key => now.get(key) === undefined);
  const keys = [...now.keys.filter(key => now.get(key) !== undefined), ...removed];
  const at = (index: number): ComparedMember => {
    const step = keys[index] ?? '';
    return { step, wasStep: step, was: before.get(step), is: now.get(step), isByPlace: false };
  };
  return { size: keys.length, at };
}
