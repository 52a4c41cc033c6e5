import type { Sort, SortField } from '../../contract/lists/sort.ts';

const labels: Readonly<Record<SortField, readonly [descending: string, ascending: string]>> = {
  created: ['Newest first', 'Oldest first'],
  started: ['Started last', 'Started first'],
  finished: ['Finished last', 'Finished first'],
  duration: ['Longest duration', 'Shortest duration'],
  slow: ['Slowest for its workflow', 'Fastest for its workflow'],
  cost: ['Most expensive', 'Cheapest'],
  messages: ['Most messages', 'Fewest messages'],
  steps: ['Most steps', 'Fewest steps'],
  name: ['Name, Z to A', 'Name, A to Z'],
};

export function sortLabel({ field, descending }: Sort): string {
  return labels[field][descending ? 0 : 1];
}

/** The direction in which an order is chosen first: the greatest first, but names from A to Z. */
export function usualSort(field: SortField): Sort {
  return { field, descending: field !== 'name' };
}

export function reversed({ field, descending }: Sort): Sort {
  return { field, descending: !descending };
}
