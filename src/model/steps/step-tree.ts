import { memo } from '../memo.ts';
import type { Step } from '../run.ts';
import { type Attempts, groupAttempts } from './group-attempts.ts';

/** The steps of a run, each with its attempts, and inside of the attempt that began them. */
export type StepTree = {
  /** All groups, in the order of their first attempts. */
  readonly all: readonly Attempts[];
  readonly roots: readonly Attempts[];
  /** The groups of the steps inside of each attempt, by its id. */
  readonly inside: ReadonlyMap<string, readonly Attempts[]>;
  /** The attempts of the step that an attempt is of, by its id. */
  readonly groups: ReadonlyMap<string, Attempts>;
  readonly failed: number;
  readonly retried: number;
};

export const emptyStepTree: StepTree = {
  all: [],
  roots: [],
  inside: new Map(),
  groups: new Map(),
  failed: 0,
  retried: 0,
};

/** Cached by list. */
export const stepTreeOf = memo((steps: readonly Step[]) => toTree(groupAttempts(steps)));

/** A step is inside of one that comes before it, and has an id of its own: else there may be a circle. */
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

/** The steps that an attempt is inside of, the outermost first, and its own step. */
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
