import type { ClientBase, Pool, PoolClient } from 'pg';
import { mostClaims, type StartClaim, type StartIntake } from '../../../contract/starts/start-intake.ts';
import { type ClaimedStart, staleClaimMs } from '../../../contract/starts/start-queue.ts';
import { withStoreErrors } from '../store-error.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { inTransaction, notifyChange } from '../transaction.ts';
import { databaseNow, recordFirstHeartbeat } from '../write/writer-heartbeats.ts';
import { beginStarts } from './begin-starts.ts';
import { putOffers } from './offers.ts';

export function createStartIntake(pool: Pool, url: string): StartIntake {
  const transact = <T>(work: (client: PoolClient) => Promise<T>) =>
    withStoreErrors(url, () => inTransaction(pool, work));

  return {
    claim: (writer, claim) =>
      transact(async client => {
        const isBack = await recordFirstHeartbeat(client, writer);
        const isOther = await putOffers(client, writer, [...claim.room.keys()]);
        const { starts, given } = await claimStarts(client, writer, claim);
        if (isBack || isOther || given > 0) await notifyChange(client);
        return starts;
      }),
    begin: (writer, starts) =>
      transact(async client => {
        const isBack = await recordFirstHeartbeat(client, writer);
        const { begun, refused, isNew } = await beginStarts(client, writer, starts);
        if (isBack || isNew) await notifyChange(client);
        return { begun, refused };
      }),
    leave: (writers, silentMs) =>
      transact(async client => {
        if (await leaveStarts(client, writers, silentMs)) await notifyChange(client);
      }),
    async wanted(writers) {
      if (writers.length === 0) return [];
      const query = { name: 'wanted-writers', text: wantedWriters, values: [[...writers]] };
      const { rows } = await withStoreErrors(url, () => pool.query<{ writer: string }>(query));
      return rows.map(({ writer }) => writer);
    },
  };
}

const isFree = `(s.claimed_by IS NULL OR s.claimed_at < ${databaseNow} - ${staleClaimMs})`;

/**
 * Selects the free starts of a workflow, oldest first. As a range of `starts_workflow` and in its order: for
 * few rows, the planner would otherwise read all starts, which may be many that no program offers any longer.
 */
function freeStarts(workflow: string, condition = isFree): string {
  return `SELECT s.run FROM starts s WHERE s.workflow BETWEEN ${workflow} AND ${workflow} AND ${condition}
    ORDER BY s.workflow, s.run`;
}

/** Keeps the offers `o` whose workflow has a start that nobody has claimed. */
const anyFree = `LATERAL (${freeStarts('(o.workflow COLLATE "C")')} LIMIT 1) free`;

type Claimed = {
  readonly starts: readonly ClaimedStart[];
  /** How many others may claim now. */
  readonly given: number;
};

/** Gives back what the writer does not hold, and claims as much as it has room for. Inside a transaction. */
export async function claimStarts(
  client: ClientBase,
  writer: string,
  { room, held }: StartClaim,
): Promise<Claimed> {
  const back = await client.query<{ run: number }>({
    name: 'give-starts-back',
    text: `UPDATE starts SET claimed_by = NULL, claimed_at = NULL
      WHERE claimed_by = $1 AND run NOT IN (SELECT key FROM runs WHERE id = ANY ($2)) RETURNING run`,
    values: [writer, held.map(encodeText)],
  });
  const starts: (ClaimedStart & { readonly run: number })[] = [];
  for (const workflow of await waiting(client, [...room.keys()])) {
    const places = Math.min(room.get(workflow) ?? 0, mostClaims - held.length - starts.length);
    if (places > 0) starts.push(...(await claimSome(client, writer, workflow, places)));
  }
  const taken = new Set(starts.map(({ run }) => run));
  return {
    starts: starts.map(({ id, workflow }) => ({ id, workflow })),
    given: back.rows.filter(({ run }) => !taken.has(run)).length,
  };
}

async function waiting(client: ClientBase, workflows: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ workflow: string }>({
    name: 'waiting-workflows',
    text: `SELECT o.workflow FROM unnest($1::text[]) AS o (workflow), ${anyFree}`,
    values: [workflows.map(encodeText)],
  });
  return rows.map(({ workflow }) => decodeText(workflow));
}

async function claimSome(client: ClientBase, writer: string, workflow: string, places: number) {
  const { rows } = await client.query<{ run: number; id: string }>({
    name: 'claim-starts',
    text: `UPDATE starts c SET claimed_by = $1, claimed_at = ${databaseNow}
      FROM (${freeStarts('$2', `${isFree} AND s.claimed_by IS DISTINCT FROM $1`)} LIMIT $3 FOR UPDATE SKIP LOCKED) free
        JOIN runs r ON r.key = free.run
      WHERE c.run = free.run RETURNING c.run, r.id`,
    values: [writer, encodeText(workflow), places],
  });
  const inOrder = [...rows].sort((one, other) => one.run - other.run);
  return inOrder.map(({ run, id }) => ({ run, id: decodeText(id), workflow }));
}

/** See `StartIntake`. Inside a transaction. Returns whether there was anything to give back. */
export async function leaveStarts(
  client: ClientBase,
  writers: readonly string[],
  silentMs: number,
): Promise<boolean> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM writers WHERE id = ANY ($1) AND heartbeat_at <= ${databaseNow} - $2::float8`,
    [[...writers], silentMs],
  );
  const values = [rows.map(({ id }) => id)];
  const offers = await client.query('DELETE FROM offers WHERE writer = ANY ($1)', values);
  const starts = await client.query(
    'UPDATE starts SET claimed_by = NULL, claimed_at = NULL WHERE claimed_by = ANY ($1)',
    values,
  );
  return (offers.rowCount ?? 0) + (starts.rowCount ?? 0) > 0;
}

/** Keeps the writers that offer a workflow with a start that nobody has claimed. */
export const wantedWriters = `
SELECT DISTINCT o.writer FROM offers o, ${anyFree} WHERE o.writer = ANY ($1)`;
