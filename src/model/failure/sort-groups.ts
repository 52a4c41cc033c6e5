import type { FailureGroup } from './failure-groups.ts';

/** The one that failed last, the largest, or the one that began last, first. */
export const groupOrders = ['last', 'count', 'first'] as const;

export type GroupOrder = (typeof groupOrders)[number];

const values: Readonly<Record<GroupOrder, (group: FailureGroup) => number>> = {
  last: ({ last }) => last.at,
  count: ({ count }) => count,
  first: ({ first }) => first.at,
};

/** The greatest first; groups that are alike stay in the order of their last failure. */
export function sortGroups<Group extends FailureGroup>(
  groups: readonly Group[],
  order: GroupOrder | ((group: Group) => number),
): readonly Group[] {
  const value = typeof order === 'function' ? order : values[order];
  return groups.toSorted((a, b) => value(b) - value(a) || b.last.at - a.last.at || (a.id < b.id ? -1 : 1));
}
