import type { PoolClient } from 'pg';
import type { MarkResult } from '../../../contract/failure-marks.ts';
import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { markColumns, markValues } from '../../runs/failures/read-failure-marks.ts';
import { encodeText } from '../text-codec.ts';
import { notifyChange } from '../transaction.ts';
import { databaseNow } from './writer-heartbeats.ts';

/** Inside a transaction. */
export async function putPostgresMark(
  client: PoolClient,
  mark: NewFailureMark,
  by: string | undefined,
): Promise<MarkResult> {
  const places = markColumns.map((_, at) => `$${at + 1}`).join();
  const others = [...markColumns, 'made_at'].filter(column => column !== 'failure' && column !== 'kind');
  const values = markValues(mark, by).map(value => (typeof value === 'string' ? encodeText(value) : value));
  await client.query(
    `INSERT INTO failure_marks (${markColumns.join()}, made_at) VALUES (${places}, ${databaseNow})
    ON CONFLICT (failure, kind) DO UPDATE SET ${others.map(column => `${column} = excluded.${column}`).join()}`,
    values,
  );
  await notifyChange(client);
  return { type: 'done' };
}

/** Inside a transaction. */
export async function removePostgresMarks(client: PoolClient, failureId: string): Promise<MarkResult> {
  await client.query('DELETE FROM failure_marks WHERE failure = $1', [encodeText(failureId)]);
  await notifyChange(client);
  return { type: 'done' };
}
