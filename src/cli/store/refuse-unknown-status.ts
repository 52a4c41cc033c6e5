import type { RunStore } from '../../contract/run-store.ts';
import { ownStatusWords } from '../../model/query/clauses.ts';
import type { Query } from '../../model/query/query.ts';
import type { Context } from '../context/context.ts';

/** Throws a usage error for a status that neither the store nor runlens knows. */
export async function refuseUnknownStatus(
  store: RunStore,
  query: Query,
  { now, signal }: Pick<Context, 'now' | 'signal'>,
): Promise<void> {
  if (ownStatusWords(query).length === 0) return;
  const { checkStatuses } = await import('../../operations/check-statuses.ts');
  await checkStatuses(store, query, { now: now(), signal });
}
