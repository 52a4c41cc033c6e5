import { memo } from '../memo.ts';
import type { Step } from '../run.ts';

/** The steps of a run as groups of attempts, nested in the attempts that began them. */
export type StepTree = {
  /** In the order of first attempts. */
  readonly all: readonly Attempts[];
  readonly roots: readonly Attempts[];
  /** The steps inside each attempt, by its id. */
  readonly inside: ReadonlyMap<string, readonly Attempts[]>;
  /** The attempts of each step, by the id of any of them. */
  readonly groups: ReadonlyMap<string, Attempts>;
  readonly failed: number;
  readonly retried: number;
};

export const emptyStepTree: StepTree = toTree([]);

/** Cached by list. */
export const stepTreeOf = memo((steps: readonly Step[]) => toTree(groupAttempts(steps)));

/** Nests a step only in an earlier one, and only with unique ids, so that there are no cycles. */
function toTree(all: readonly Attempts[]): StepTree {
  const roots: Attempts[] = [];
  const inside = new Map<string, Attempts[]>();
  const groups = new Map<string, Attempts>();
  for (const group of all) {
    const parentId = group[0]?.parentId ?? '';
    const isNested = groups.has(parentId) && !group.some(({ id }) => groups.has(id));
    const siblings = isNested ? (inside.get(parentId) ?? []) : roots;
    siblings.push(group);
    if (isNested) inside.set(parentId, siblings);
    for (const { id } of group) groups.set(id, group);
  }
  const retried = all.filter(group => group.length > 1).length;
  const failed = all.filter(group => group.at(-1)?.status === 'failed').length;
  return { all, roots, inside, groups, failed, retried };
}

/** The steps around an attempt, outermost first, then its own. */
export function stepsAround({ groups, inside }: StepTree, attempt: Step): readonly Attempts[] {
  const around: Attempts[] = [];
  let group = groups.get(attempt.id);
  while (group) {
    around.push(group);
    const parentId: string | undefined = group[0]?.parentId;
    group =
      parentId !== undefined && inside.get(parentId)?.includes(group) ? groups.get(parentId) : undefined;
  }
  return around.reverse();
}

export type Attempts = readonly [first: Step, ...others: Step[]];

type OpenGroup = [first: Step, ...others: Step[]];

export function groupAttempts(steps: readonly Step[]): readonly Attempts[] {
  const groups: OpenGroup[] = [];
  const failed = new Map<string, Retriable>();
  const others = new Map<string, Retriable>();
  for (const step of steps) {
    const before = stepKey(step, step.attempt - 1);
    const retried =
      step.attempt > 1 ? (takeRetried(failed.get(before)) ?? takeRetried(others.get(before))) : undefined;
    const group = retried ?? [step];
    if (retried) retried.push(step);
    else groups.push(group);
    if (step.status === 'success') continue;
    const kept = step.status === 'failed' ? failed : others;
    const key = stepKey(step, step.attempt);
    const same = kept.get(key) ?? { byEnd: createFirstOut<OpenGroup>(), givenUp: [], latestStart: 0 };
    kept.set(key, same);
    same.byEnd.add(group, lastEnd(group));
    same.latestStart = Math.max(same.latestStart, lastStart(group));
  }
  return groups;
}

/** Steps of one name and parent with equally many attempts, which may have another one. */
type Retriable = {
  /** By the end of the last attempt. */
  readonly byEnd: ReturnType<typeof createFirstOut<OpenGroup>>;
  /** Those that had ended before another one began. */
  readonly givenUp: OpenGroup[];
  latestStart: number;
};

function stepKey({ parentId = '', name }: Step, attempt: number): string {
  return `${attempt}\n${parentId}\n${name}`;
}

/**
 * The step that is tried again: the one that ended first. One that ended before another began was given up,
 * unless there is no other: then its pause was long.
 */
function takeRetried(same: Retriable | undefined): OpenGroup | undefined {
  if (!same) return undefined;
  for (let first = same.byEnd.take(); first; first = same.byEnd.take()) {
    const isGivenUp = lastEnd(first) <= same.latestStart && lastStart(first) !== same.latestStart;
    if (!isGivenUp) return first;
    same.givenUp.push(first);
  }
  return same.givenUp.pop();
}

function lastStart(group: Attempts): number {
  return group.at(-1)?.startedAt ?? 0;
}

function lastEnd(group: Attempts): number {
  return group.at(-1)?.finishedAt ?? Number.MAX_VALUE;
}

type Ranked<Item> = { readonly item: Item; readonly rank: number; readonly place: number };

/** A priority queue, least rank first, then first added; a heap, since sorted lists move items. */
export function createFirstOut<Item>() {
  const heap: Ranked<Item>[] = [];
  let added = 0;

  function add(item: Item, rank: number): void {
    const entry = { item, rank, place: added };
    added += 1;
    let at = heap.length;
    for (let above = (at - 1) >> 1; at > 0 && isBefore(entry, heap[above]); above = (at - 1) >> 1) {
      heap[at] = heap[above] as Ranked<Item>;
      at = above;
    }
    heap[at] = entry;
  }

  function take(): Item | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last && heap.length > 0) sink(last);
    return first?.item;
  }

  function sink(entry: Ranked<Item>): void {
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      const least = isBefore(heap[below + 1], heap[below]) ? below + 1 : below;
      const child = heap[least];
      if (!child || isBefore(entry, child)) break;
      heap[at] = child;
      at = least;
    }
    heap[at] = entry;
  }

  return { add, take };
}

function isBefore<Item>(one: Ranked<Item> | undefined, other: Ranked<Item> | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.rank === other.rank ? one.place < other.place : one.rank < other.rank;
}
