import type { ClientBase } from 'pg';
import { remoteLostAfterMs } from '../../runs/events/lost-run.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { databaseNow } from '../write/writer-heartbeats.ts';

const isAlive = `EXISTS (SELECT FROM writers w WHERE w.id = o.writer AND w.heartbeat_at > ${databaseNow} - ${remoteLostAfterMs})`;

/** Selects as `workflow` what running programs offer. */
export const offeredWorkflows = `SELECT DISTINCT o.workflow FROM offers o WHERE ${isAlive} ORDER BY o.workflow`;

/** The names of the workflows that can be started now. */
export async function readOffers(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ workflow: string }>({ name: 'read-offers', text: offeredWorkflows });
  return rows.map(({ workflow }) => decodeText(workflow));
}

/** Replaces the offers of a writer, inside a transaction. Returns whether that changes them. */
export async function putOffers(
  client: ClientBase,
  writer: string,
  workflows: readonly string[],
): Promise<boolean> {
  const wanted = new Set(workflows.map(encodeText));
  const { rows } = await client.query<{ workflow: string }>({
    name: 'offers-of',
    text: 'SELECT workflow FROM offers WHERE writer = $1',
    values: [writer],
  });
  if (rows.length === wanted.size && rows.every(({ workflow }) => wanted.has(workflow))) return false;
  await client.query('DELETE FROM offers WHERE writer = $1', [writer]);
  await client.query(
    'INSERT INTO offers (writer, workflow) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING',
    [writer, [...wanted]],
  );
  return true;
}

/** Removes what writers offered that are gone, inside a transaction. Returns whether there was any. */
export async function removeGoneOffers(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(`DELETE FROM offers o WHERE NOT ${isAlive}`);
  return (rowCount ?? 0) > 0;
}
