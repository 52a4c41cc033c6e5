import type { PoolClient } from 'pg';
import type { MarkResult } from '../../../contract/failures.ts';
import { raw } from '../../../query-sql/sql-template.ts';
import { type MarkChange, markStatements } from '../../runs/failures/change-marks.ts';
import { toDatabase } from '../database.ts';
import { encodeText } from '../text-codec.ts';
import { notifyChange } from '../transaction.ts';
import { databaseNow } from './writer-heartbeats.ts';

/** Inside a transaction. */
export async function changePostgresMarks(client: PoolClient, change: MarkChange): Promise<MarkResult> {
  const writing = { failuresInOrder: raw('runs r'), now: raw(databaseNow) };
  for (const { text, values } of await toDatabase(client).read(markStatements(change, writing)))
    await client.query({
      text,
      values: values.map(value => (typeof value === 'string' ? encodeText(value) : value)),
    });
  await notifyChange(client);
  return { type: 'done' };
}
