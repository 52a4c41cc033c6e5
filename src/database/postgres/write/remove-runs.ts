import type { PoolClient } from 'pg';
import { isRemovable } from '../../../contract/run-remover.ts';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { textArray } from '../binary-array.ts';
import { encodeText } from '../text-codec.ts';
import { lockRuns } from './lock-runs.ts';
import { notifyChange } from './notify-change.ts';
import { writeCounts } from './postgres-counts.ts';

const partTables = {
  ...{ payloads: 'key', steps: 'run', spans: 'run', logs: 'run', messages: 'run', starts: 'run' },
  ...{ late_runs: 'run', runs: 'key' },
};

/** Removes those of the runs that `isRemovable`, inside a transaction; returns their ids. */
export async function removeRuns(
  client: PoolClient,
  ids: readonly string[],
  endedBefore: number,
): Promise<readonly string[]> {
  const wanted = textArray(ids.map(encodeText));
  const locked = await lockRuns(client, 'lock-runs-by-id', 'r.id = ANY ($1::text[])', [wanted]);
  const removed = locked.filter(run => isRemovable(run, endedBefore));
  if (removed.length === 0) return [];
  const keys = removed.map(({ key }) => key);
  for (const [table, column] of Object.entries(partTables))
    await client.query({
      name: `remove-${table}`,
      text: `DELETE FROM ${table} WHERE ${column} = ANY ($1::bigint[])`,
      values: [keys],
    });
  const counts = createCountChanges();
  for (const run of removed) counts.removed(run);
  await writeCounts(client, counts);
  await notifyChange(client);
  return removed.map(({ id }) => id);
}
