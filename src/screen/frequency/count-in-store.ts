import type { RunStore } from '../../contract/run-store.ts';
import type { ValueCounts } from '../../model/query/values/count-values.ts';
import type { ValueField } from '../../model/query/values/value-fields.ts';
import { knownStatuses, statusInfo } from '../../model/status.ts';
import type { ListState } from '../table/list-state.ts';
import { allRuns } from '../table/views.ts';

/** Counts by the store's own counters, and returns whether they tell. */
export async function countInStore(
  store: RunStore,
  list: ListState,
  field: ValueField,
  counts: ValueCounts,
  signal: AbortSignal,
): Promise<boolean> {
  if (list.filterText !== '' || list.kind !== 'both') return false;
  const isAll = list.view.id === allRuns.id;
  if (field === 'status' && isAll) return countStatuses(store, counts, signal);
  const isFailed = list.view.id === 'failed';
  if (field !== 'workflow' || !(isAll || isFailed)) return false;
  for (const { name, total, failed, active } of await store.workflows({ signal })) {
    const others = total - failed - active;
    if (total === 0 || (isFailed && failed === 0)) continue;
    counts.addCount({ value: name, failed, ...(isFailed ? { active: 0, others: 0 } : { active, others }) });
  }
  return true;
}

/** The counters do not tell which of the statuses that are not known are still active. */
async function countStatuses(store: RunStore, counts: ValueCounts, signal: AbortSignal): Promise<boolean> {
  const known = await store.counts({ signal });
  if (!known || known.unknown) return false;
  for (const status of knownStatuses) {
    const runs = known[status] ?? 0;
    const outcome = status === 'failed' ? 'failed' : statusInfo[status].isActive ? 'active' : 'others';
    if (runs > 0) counts.addCount({ value: status, failed: 0, active: 0, others: 0, [outcome]: runs });
  }
  return true;
}
