import type { Pieces } from '../../pieces.ts';
import { alignLists, type ListTools } from './align-lists.ts';
import { createHasher, hasSameJson, isSameScalar, isSameTree } from './hash-values.ts';
import { isContainerKind, kindOf, openList, openObject } from './json-type.ts';

export type ValuePath = readonly (string | number)[];

/** One place at which two JSON values differ; `type` is a change to another JSON type. */
export type ValueDifference = {
  /** In the new value; for a removed item, the last key is its index in the old list. */
  readonly path: ValuePath;
  /** In the old value, if it differs because earlier items were added or removed. */
  readonly wasPath?: ValuePath;
  readonly change: 'changed' | 'added' | 'removed' | 'type';
  readonly was?: unknown;
  readonly is?: unknown;
  /** How many more members of these two containers differ, which are not listed. */
  readonly rest?: number;
};

/** The most differences listed of a container; the rest is counted. */
export const mostDifferences = 10_000;

/** Lists whose items match badly take about 150 ms at most. */
const budgetSteps = 40_000_000;
const membersPerTurn = 512;

type Level = {
  /** `undefined` for the whole payload. */
  readonly step: string | number | undefined;
  readonly wasStep: string | number | undefined;
  readonly was: unknown;
  readonly is: unknown;
  readonly members: ComparedMembers;
  toldBefore: number;
  next: number;
};

type Walk = {
  readonly tools: ListTools;
  readonly told: ValueDifference[];
  /** From the payload down to the compared container: payloads nest deeper than the call stack. */
  readonly levels: Level[];
};

/** The differences in the order of `is`; an absent payload is `undefined`. Yields about every ms. */
export function* comparePayloads(was: unknown, is: unknown): Pieces<readonly ValueDifference[]> {
  const tools: ListTools = { hasher: createHasher(), budget: { steps: budgetSteps } };
  const walk: Walk = { tools, told: [], levels: [] };
  yield* compareMember(walk, { step: undefined, wasStep: undefined, was, is });
  for (let turns = 1; ; turns += 1) {
    const level = walk.levels.at(-1);
    if (!level) return walk.told;
    if (turns % membersPerTurn === 0) yield;
    if (level.next === level.members.size) walk.levels.pop();
    else if (walk.told.length - level.toldBefore >= mostDifferences) yield* tellRest(walk, level);
    else {
      const member = level.members.at(level.next++);
      if (member.was !== member.is) yield* compareMember(walk, member);
    }
  }
}

type Compared = Omit<ComparedMember, 'step' | 'wasStep'> & Pick<Level, 'step' | 'wasStep'>;

function* compareMember(walk: Walk, member: Compared): Pieces<void> {
  const { step, wasStep, was, is } = member;
  const kind = kindOf(is);
  const before = kindOf(was);
  if (kind !== before) {
    const change = before === 'absent' ? 'added' : kind === 'absent' ? 'removed' : 'type';
    tell(walk, change, member);
  } else if (!isContainerKind(kind)) {
    if (!(yield* isSameScalar(was, is))) tell(walk, 'changed', member);
  } else if (!(yield* isSameContainer(walk, was as object, is as object))) {
    const members = kind === 'list' ? yield* openLists(was, is, walk.tools) : yield* openObjects(was, is);
    walk.levels.push({ step, wasStep, was, is, members, toldBefore: walk.told.length, next: 0 });
  }
}

function* isSameContainer({ tools }: Walk, was: object, is: object): Pieces<boolean> {
  if (hasSameJson(was, is)) return true;
  const hash = tools.hasher.known(is);
  return hash !== undefined && hash === tools.hasher.known(was) && (yield* isSameTree(was, is));
}

function tell({ told, levels }: Walk, change: ValueDifference['change'], member: Compared): void {
  const { was, is } = member;
  told.push({
    ...pathsTo(levels, member),
    change,
    ...(was !== undefined && { was }),
    ...(is !== undefined && { is }),
  });
}

type Steps = Pick<Level, 'step' | 'wasStep'>;

function pathsTo(levels: readonly Steps[], last: Steps): Pick<ValueDifference, 'path' | 'wasPath'> {
  const steps = [...levels, last].filter(({ step }) => step !== undefined);
  const path = steps.map(({ step }) => step ?? '');
  const isMoved = steps.some(({ step, wasStep }) => step !== wasStep);
  return isMoved ? { path, wasPath: steps.map(({ wasStep }) => wasStep ?? '') } : { path };
}

/** Counts the other differences, and lets parent containers list as many as before this one. */
function* tellRest(walk: Walk, level: Level): Pieces<void> {
  const { levels, told } = walk;
  let rest = 0;
  for (let turns = 1; level.next < level.members.size; turns += 1) {
    if (yield* differs(walk, level.members.at(level.next++))) rest += 1;
    if (turns % membersPerTurn === 0) yield;
  }
  const { was, is } = level;
  levels.pop();
  if (rest === 0) return;
  told.push({ ...pathsTo(levels, level), change: 'changed', was, is, rest });
  for (const above of levels) above.toldBefore += told.length - level.toldBefore;
}

function* differs({ tools }: Walk, { was, is }: ComparedMember): Pieces<boolean> {
  if (was === is) return false;
  if (typeof was === 'number' && typeof is === 'number') return true;
  if (!isContainerKind(kindOf(was)) || !isContainerKind(kindOf(is))) return !(yield* isSameScalar(was, is));
  return (yield* tools.hasher.hash(was)) !== (yield* tools.hasher.hash(is));
}

/** `undefined` on the side where it is absent. */
type ComparedMember = {
  readonly step: string | number;
  /** The key in the old container, which differs if earlier items were added or removed. */
  readonly wasStep: string | number;
  readonly was: unknown;
  readonly is: unknown;
};

/** In the order of `is`, with members that it lacks. */
type ComparedMembers = { readonly size: number; readonly at: (index: number) => ComparedMember };

function* openLists(was: unknown, is: unknown, tools: ListTools): Pieces<ComparedMembers> {
  const wasItems = yield* openList(was);
  const isItems = yield* openList(is);
  const aligned = yield* alignLists(wasItems, isItems, tools);
  const at = (index: number): ComparedMember => {
    const row = aligned.was[index] ?? -1;
    const column = aligned.is[index] ?? -1;
    const step = column === -1 ? row : column;
    const wasStep = row === -1 ? column : row;
    return { step, wasStep, was: wasItems[row], is: isItems[column] };
  };
  return { size: aligned.size, at };
}

function* openObjects(was: unknown, is: unknown): Pieces<ComparedMembers> {
  const before = yield* openObject(was);
  const now = yield* openObject(is);
  const removed = before.keys.filter(key => now.get(key) === undefined);
  const keys = [...now.keys.filter(key => now.get(key) !== undefined), ...removed];
  const at = (index: number): ComparedMember => {
    const step = keys[index] ?? '';
    return { step, wasStep: step, was: before.get(step), is: now.get(step) };
  };
  return { size: keys.length, at };
}
