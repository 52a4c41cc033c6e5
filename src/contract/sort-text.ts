import { type Sort, sortFields } from './run-store.ts';

/** `-duration`: an order as options and files name it; `-` puts the greatest first. */
export function formatSort({ field, descending }: Sort): string {
  return descending ? `-${field}` : field;
}

export function parseSort(text: string): Sort | undefined {
  const field = sortFields.find(known => known === text.replace(/^-/, ''));
  return field && { field, descending: text.startsWith('-') };
}
