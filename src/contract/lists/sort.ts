export const sortFields = [
  'created',
  'started',
  'finished',
  'duration',
  'slow',
  'cost',
  'messages',
  'steps',
  'name',
] as const;

export type SortField = (typeof sortFields)[number];

/** Only `created` descending, the default, has cursors; every other order is a top 1,000. */
export type Sort = { readonly field: SortField; readonly descending: boolean };

export const newestFirst: Sort = { field: 'created', descending: true };

/** `-duration`: an order as options and files name it; `-` puts the greatest first. */
export function formatSort({ field, descending }: Sort): string {
  return descending ? `-${field}` : field;
}

export function parseSort(text: string): Sort | undefined {
  const field = sortFields.find(known => known === text.replace(/^-/, ''));
  return field && { field, descending: text.startsWith('-') };
}
