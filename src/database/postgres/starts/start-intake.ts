import type { ClientBase, Pool, PoolClient } from 'pg';
import {
  type BeginRequest,
  mostClaims,
  type StartClaim,
  type StartIntake,
} from '../../../contract/starts/start-intake.ts';
import { type BegunStart, type ClaimedStart, staleClaimMs } from '../../../contract/starts/start-queue.ts';
import { remoteLostAfterMs, stateAfter } from '../../runs/events/run-state.ts';
import { begunFields, isBegun, mayBegin, mostBytesAtOnce } from '../../runs/events/start-event.ts';
import { databaseNow, inTransaction, notifyChange, withStoreErrors } from '../database.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { lockRuns, type StoredRun } from '../write/lock-runs.ts';
import { writeChanges } from '../write/write-changes.ts';
import { recordFirstHeartbeat } from '../write/writer-heartbeats.ts';

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

/** Oldest first. Without the range, the planner would read all starts, also those that nobody offers. */
function freeStarts(workflow: string, condition = isFree): string {
  return `SELECT s.run FROM starts s WHERE s.workflow BETWEEN ${workflow} AND ${workflow} AND ${condition}
    ORDER BY s.workflow, s.run`;
}

/** Keeps the offers `o` whose workflow has an unclaimed start. */
const anyFree = `LATERAL (${freeStarts('(o.workflow COLLATE "C")')} LIMIT 1) free`;

/** Inside a transaction: gives back what the writer does not hold, and claims as much as it has room for. */
export async function claimStarts(client: ClientBase, writer: string, { room, held }: StartClaim) {
  const back = await client.query<{ run: number }>({
    name: 'give-starts-back',
    text: `UPDATE starts SET claimed_by = NULL, claimed_at = NULL
      WHERE claimed_by = $1 AND run NOT IN (SELECT key FROM runs WHERE id = ANY ($2)) RETURNING run`,
    values: [writer, held.map(encodeText)],
  });
  const starts: (ClaimedStart & { readonly run: number })[] = [];
  for (const workflow of await readWaiting(client, [...room.keys()])) {
    const places = Math.min(room.get(workflow) ?? 0, mostClaims - held.length - starts.length);
    if (places > 0) starts.push(...(await claimSome(client, writer, workflow, places)));
  }
  const taken = new Set(starts.map(({ run }) => run));
  return {
    starts: starts.map(({ id, workflow }) => ({ id, workflow })),
    /** The number of starts that others may claim now. */
    given: back.rows.filter(({ run }) => !taken.has(run)).length,
  };
}

async function readWaiting(client: ClientBase, workflows: readonly string[]): Promise<readonly string[]> {
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

/** See `StartIntake`. Inside a transaction. Returns whether anything was given back. */
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

export const wantedWriters = `
SELECT DISTINCT o.writer FROM offers o, ${anyFree} WHERE o.writer = ANY ($1)`;

/** Makes claimed runs the writer's, inside a transaction that locks the runs first, as a cancel does. */
async function beginStarts(client: ClientBase, writer: string, requests: readonly BeginRequest[]) {
  const asked = await findRuns(client, requests);
  const looked = asked.slice(0, await countOfSmall(client, asked));
  const known = looked.flatMap(({ run, at }) => (run ? [{ run, at }] : []));
  const before = known.filter(({ run, at }) => run.writer === writer && isBegun(run, at));
  const taken = await takeStarts(client, writer, known);
  const changes = taken.map(({ run, at }) => {
    const fields = begunFields(at);
    return { stored: run, state: stateAfter(run, fields), writer, fields };
  });
  if (changes.length > 0) await writeChanges(client, changes);
  const inputs = await readInputs(client, [...before, ...taken]);
  const begun = looked.flatMap(({ id, run }) => {
    const start = run && inputs.get(run.key);
    return start ? [{ id, ...start }] : [];
  });
  const ids = new Set(begun.map(({ id }) => id));
  const refused = looked.map(({ id }) => id).filter(id => !ids.has(id));
  return { begun, refused, isNew: taken.length > 0 };
}

type Asked = BeginRequest & { readonly run: StoredRun | undefined };
type Known = { readonly run: StoredRun; readonly at: number };

async function findRuns(client: ClientBase, requests: readonly BeginRequest[]): Promise<readonly Asked[]> {
  const ids = requests.map(({ id }) => encodeText(id));
  const runs = await lockRuns(client, 'lock-runs-by-id', 'r.id = ANY ($1::text[])', [ids]);
  const byId = new Map(runs.map(run => [run.id, run]));
  return requests.map(request => ({ ...request, run: byId.get(request.id) }));
}

/** The number of starts, at least one, whose inputs fit into one answer. */
async function countOfSmall(client: ClientBase, asked: readonly Asked[]): Promise<number> {
  const { rows } = await client.query<{ key: number; bytes: number }>({
    name: 'input-sizes-of',
    text: 'SELECT key, octet_length(input) AS bytes FROM payloads WHERE key = ANY ($1) AND input IS NOT NULL',
    values: [asked.flatMap(({ run }) => run?.key ?? [])],
  });
  const sizes = new Map(rows.map(({ key, bytes }) => [key, bytes]));
  let sum = 0;
  const end = asked.findIndex(({ run }) => {
    const isTooMuch = sum > mostBytesAtOnce;
    sum += (run && sizes.get(run.key)) ?? 0;
    return isTooMuch;
  });
  return end === -1 ? asked.length : end;
}

async function takeStarts(
  client: ClientBase,
  writer: string,
  known: readonly Known[],
): Promise<readonly Known[]> {
  const { rows } = await client.query<{ run: number }>({
    name: 'take-starts',
    text: 'DELETE FROM starts WHERE run = ANY ($1) AND claimed_by = $2 RETURNING run',
    values: [known.map(({ run }) => run.key), writer],
  });
  const taken = new Set(rows.map(({ run }) => run));
  return known.filter(({ run }) => taken.delete(run.key) && mayBegin(run));
}

async function readInputs(
  client: ClientBase,
  begun: readonly Known[],
): Promise<ReadonlyMap<number, BegunStart>> {
  const { rows } = await client.query<{ key: number; input: string | null }>({
    name: 'inputs-of',
    text: 'SELECT key, input FROM payloads WHERE key = ANY ($1)',
    values: [begun.map(({ run }) => run.key)],
  });
  const inputs = new Map(rows.map(({ key, input }) => [key, input]));
  return new Map(
    begun.map(({ run: { key } }) => {
      const input = inputs.get(key);
      return [key, typeof input === 'string' ? { input: decodeText(input) } : {}];
    }),
  );
}

const isAlive = `EXISTS (SELECT FROM writers w WHERE w.id = o.writer AND w.heartbeat_at > ${databaseNow} - ${remoteLostAfterMs})`;

export const offeredWorkflows = `SELECT DISTINCT o.workflow FROM offers o WHERE ${isAlive} ORDER BY o.workflow`;

export async function readOffers(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ workflow: string }>({ name: 'read-offers', text: offeredWorkflows });
  return rows.map(({ workflow }) => decodeText(workflow));
}

/** Replaces the offers of a writer, inside a transaction. Returns whether they changed. */
async function putOffers(client: ClientBase, writer: string, workflows: readonly string[]): Promise<boolean> {
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

/** Removes the offers of writers that are gone, inside a transaction. Returns whether there were any. */
export async function removeGoneOffers(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(`DELETE FROM offers o WHERE NOT ${isAlive}`);
  return (rowCount ?? 0) > 0;
}
