import type { ErrorRow } from '../../drivers/error-table.ts';
import { showUrl, toPostgresError } from '../../drivers/postgres/postgres-error.ts';

const rows: readonly ErrorRow[] = [
  {
    code: /^(3F000|42P01|42703)$/,
    kind: 'unreadable',
    message: '{} holds no runs of runlens',
    hint: 'start "runlens serve --store" on it once: that makes what is missing',
  },
  {
    code: /^42501$/,
    kind: 'auth',
    message: 'the user of {} lacks a right it needs',
    hint: 'let the owner of the database grant it: usage and create on the schema runlens',
  },
  {
    code: /^53100$/,
    kind: 'conflict',
    message: 'no room left on the disk of {}',
    hint: 'free some space, then try again; a program that records goes on by itself',
  },
];

/** Converts errors of the database to an `InspectorError`, and no others. */
export function toStoreError(error: unknown, shown: string): unknown {
  return toPostgresError(error, shown, rows);
}

/** Converts errors of the database to an `InspectorError`. */
export async function withStoreErrors<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, showUrl(url));
  }
}
