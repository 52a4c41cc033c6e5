import type { ClientBase } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import { textArray } from '../binary-array.ts';
import { encodeText } from '../text-codec.ts';
import { type Counts, createCounts } from './counts.ts';
import { insertRuns, statusOf } from './insert-runs.ts';
import { type KeyedRun, recordParts } from './record-parts.ts';
import { type PayloadChange, recordPayloads } from './record-payloads.ts';
import { lockRuns } from './stored-row.ts';
import { changeOf, isRevived, updateRuns } from './update-runs.ts';

/**
 * Writes what facts say of runs, inside a transaction; gives the runs that are there. New runs come first: a
 * row that was inserted and not committed is waited for by nobody who holds an older one, so that writers
 * never wait in a circle.
 */
export async function recordRuns(
  client: ClientBase,
  runs: readonly PendingRun[],
  writer: string | null,
): Promise<readonly PendingRun[]> {
  const counts = createCounts();
  const inserted = await insertRuns(client, runs, writer);
  const added = runs.flatMap((run): readonly KeyedRun[] => {
    const key = inserted.get(run.id);
    return key === undefined ? [] : [{ key, run }];
  });
  for (const { run } of added) {
    if (run.created) counts.add({ ...run.created, status: statusOf(run.fields) }, 1);
  }
  const changed = await changeRuns(
    client,
    runs.filter(({ id }) => !inserted.has(id)),
    writer,
    counts,
  );
  const all = [
    ...added.map(({ key, run }) => ({ key, run, fields: run.fields, isRevived: false })),
    ...changed,
  ];
  await recordPayloads(client, all);
  await recordParts(client, all);
  await counts.write(client);
  return all.map(({ run }) => run);
}

type Changed = KeyedRun & PayloadChange;

/** Of the runs that are there already; facts of a run that was never created are left out. */
async function changeRuns(
  client: ClientBase,
  runs: readonly PendingRun[],
  writer: string | null,
  counts: Counts,
): Promise<readonly Changed[]> {
  if (runs.length === 0) return [];
  const byId = new Map(runs.map(run => [run.id, run]));
  const ids = textArray(runs.map(({ id }) => encodeText(id)));
  const stored = await lockRuns(client, 'lock-runs-by-id', 'r.id = ANY ($1::text[])', [ids]);
  const found = stored.flatMap(row => {
    const run = byId.get(row.id);
    return run ? [{ row, run }] : [];
  });
  await updateRuns(
    client,
    found.map(({ row, run }) => changeOf(row, run, writer)),
    counts,
  );
  return found.map(({ row, run }) => ({
    key: row.key,
    run,
    fields: run.fields,
    stored: row,
    isRevived: isRevived(row, run),
  }));
}
