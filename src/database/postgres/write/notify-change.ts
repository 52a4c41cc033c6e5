import type { ClientBase } from 'pg';
import { changesChannel } from '../postgres-schema.ts';

/** Numbers the change, and notifies every server when the transaction commits. */
export async function notifyChange(client: ClientBase): Promise<void> {
  await client.query({
    name: 'notify-change',
    text: `SELECT pg_notify('${changesChannel}', nextval('changes')::text)`,
  });
}
