import type { ErrorSummary } from '../run.ts';
import { countOf } from '../text/formats.ts';
import {
  type Addend,
  addToSum,
  type Ends,
  type FailedRunAt,
  type FailureSum,
  type FailureTally,
  increase,
  newSum,
} from './failure-tally.ts';
import { type FailureText, failureId, signatureOf, valuesOf } from './failure-text.ts';
import { createVotes, namingPlaces } from './vote.ts';

export type FailureGroup = {
  readonly id: string;
  readonly count: number;
  /** With their numbers of such failures, most first. */
  readonly workflows: readonly { readonly name: string; readonly count: number }[];
  readonly first: FailedRunAt;
  readonly last: FailedRunAt;
  /** The start of each minute with failures, and their number; oldest first. */
  readonly times: readonly (readonly [number, number])[];
  readonly example: ErrorSummary;
};

export type FailureGroups = ReturnType<typeof createFailureGroups>;

export function createFailureGroups() {
  const bySignature = new Map<string, Map<FailureText, Sum>>();
  const votes = createVotes();

  function add(tallies: readonly FailureTally[]): void {
    for (const tally of tallies) {
      const signature = signatureOf(tally.failure);
      const sums = getOrAdd(bySignature, signature, () => new Map<FailureText, Sum>());
      const sum = getOrAdd(sums, tally.failure, () => emptySum(tally));
      addTo(sum, tally, [[tally.name, tally.count]]);
    }
  }

  function namingOf(signature: string): readonly number[] {
    const own = () =>
      Array.from(bySignature.get(signature) ?? [], ([failure, { count }]) => ({ failure, count }));
    return namingPlaces(votes.of(signature) ?? own());
  }

  const voting = (): readonly string[] =>
    Array.from(bySignature).flatMap(([signature, sums]) =>
      [...sums.keys()].some(failure => valuesOf(failure).length > 0) ? [signature] : [],
    );

  /** The latest failure first. */
  function groups(): readonly FailureGroup[] {
    const byId = new Map<string, Sum>();
    for (const [signature, sums] of bySignature) {
      const naming = namingOf(signature);
      for (const [failure, sum] of sums) {
        const total = getOrAdd(byId, failureId(failure, naming), () => emptySum(sum));
        addTo(total, sum, sum.workflows);
      }
    }
    return sortGroups(
      Array.from(byId, ([id, sum]) => toGroup(id, sum)),
      'last',
    );
  }

  return {
    add,
    /** Adds votes alone; they outvote the added failures, whose number depends on what was read. */
    addVotes: votes.add,
    voting,
    groups,
    idOf: (failure: FailureText): string => failureId(failure, namingOf(signatureOf(failure))),
  };
}

type Sum = FailureSum & { readonly workflows: Map<string, number> };

function emptySum(ends: Ends): Sum {
  return { ...newSum(ends), workflows: new Map() };
}

function addTo(sum: Sum, more: Addend, workflows: Iterable<readonly [string, number]>): void {
  addToSum(sum, more);
  for (const [name, count] of workflows) increase(sum.workflows, name, count);
}

function toGroup(id: string, { workflows, times, ...sum }: Sum): FailureGroup {
  return {
    id,
    ...sum,
    workflows: Array.from(workflows, ([name, count]) => ({ name, count })).sort(
      (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
    ),
    times: [...times].sort(([a], [b]) => a - b),
  };
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** `signup-pipeline · send-email`, or how many workflows. */
export function groupPlace(group: FailureGroup): string {
  const { step } = group.example;
  return step === undefined ? groupWorkflow(group) : `${groupWorkflow(group)} · ${step}`;
}

export function groupWorkflow({ workflows }: FailureGroup): string {
  const [first, ...others] = workflows;
  return others.length > 0 ? countOf(workflows.length, 'workflow') : (first?.name ?? '');
}

/** The number of runs of each workflow or agent, by name. */
export type RunTotals = ReadonlyMap<string, number>;

/** `undefined` where a workflow's runs were not counted; never fewer than the group's own. */
export function runsOfWorkflows({ workflows, count }: FailureGroup, totals: RunTotals): number | undefined {
  const sizes = workflows.map(({ name }) => totals.get(name));
  if (sizes.includes(undefined)) return undefined;
  const all = sizes.reduce<number>((sum, size = 0) => sum + size, 0);
  return all === 0 ? undefined : Math.max(count, all);
}

/** First: the latest failure, the most failures, or the latest first failure. */
export const groupOrders = ['last', 'count', 'first'] as const;

export type GroupOrder = (typeof groupOrders)[number];

const values: Readonly<Record<GroupOrder, (group: FailureGroup) => number>> = {
  last: ({ last }) => last.at,
  count: ({ count }) => count,
  first: ({ first }) => first.at,
};

/** Ties are in the order of the last failure. */
export function sortGroups<Group extends FailureGroup>(
  groups: readonly Group[],
  order: GroupOrder | ((group: Group) => number),
): readonly Group[] {
  const value = typeof order === 'function' ? order : values[order];
  return groups.toSorted((a, b) => value(b) - value(a) || b.last.at - a.last.at || (a.id < b.id ? -1 : 1));
}
