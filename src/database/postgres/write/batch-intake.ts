import type { Pool, PoolClient } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import type { IntakeBatch, IntakeResult, RunIntake } from '../../../contract/served-store.ts';
import { postgresErrorCode } from '../../../drivers/postgres/postgres-error.ts';
import { thrownMessage } from '../../../model/errors.ts';
import { inSavepoint, inTransaction, notifyChange, withStoreErrors } from '../database.ts';
import { decodeText } from '../text-codec.ts';
import { foldEvents, type Recorded, type Recording, recordRuns } from './record-runs.ts';
import { createDictionaryWriter, type DictionaryWriter, type IsListed } from './write-dictionary.ts';
import { claimSequence, recordHeartbeat } from './writer-heartbeats.ts';

export function createBatchIntake(pool: Pool, url: string): RunIntake {
  const dictionary = createDictionaryWriter();
  return {
    apply: batch => withStoreErrors(url, () => applyBatch(pool, dictionary, batch)),
    async heartbeat(writers) {
      if (writers.length === 0) return;
      await withStoreErrors(url, () =>
        inTransaction(pool, async client => {
          if (await recordHeartbeat(client, writers)) await notifyChange(client);
        }),
      );
    },
    cancelRequests: writers => withStoreErrors(url, () => readCancelRequests(pool, writers)),
  };
}

async function applyBatch(
  pool: Pool,
  dictionary: DictionaryWriter,
  batch: IntakeBatch,
): Promise<IntakeResult> {
  const runs = foldEvents(batch.events);
  const { writer: recordedBy, isOwner } = batch;
  const applyBy = (record: typeof recordAll) =>
    applyWith(pool, { dictionary, runs }, batch, (client, isListed) =>
      record(client, runs, { recordedBy, isOwner, isListed }),
    );
  try {
    return await applyBy(recordAll);
  } catch (error) {
    if (!isDataError(error)) throw error;
    return await applyBy(recordSome);
  }
}

type Intake = Recorded & Pick<IntakeResult, 'refused'>;

async function applyWith(
  pool: Pool,
  { dictionary, runs: all }: { readonly dictionary: DictionaryWriter; readonly runs: readonly PendingRun[] },
  { writer, sequence }: IntakeBatch,
  record: (client: PoolClient, isListed: IsListed) => Promise<Intake>,
): Promise<IntakeResult> {
  const { result, listed } = await inTransaction(pool, async client => {
    if (!(await claimSequence(client, writer, sequence)))
      return { result: { isNew: false, refused: [], foreign: [] } };
    const { runs, refused, foreign } = await record(client, await dictionary.listing(client, all));
    const listed = await dictionary.write(client, runs);
    await notifyChange(client);
    return { result: { isNew: true, refused, foreign }, listed };
  });
  listed?.remember();
  return result;
}

async function recordAll(
  client: PoolClient,
  runs: readonly PendingRun[],
  recording: Recording,
): Promise<Intake> {
  return { ...(await recordRuns(client, runs, recording)), refused: [] };
}

/** Omits runs that the database refuses: halves a refused batch until single runs are left. */
async function recordSome(
  client: PoolClient,
  runs: readonly PendingRun[],
  recording: Recording,
): Promise<Intake> {
  try {
    return await inSavepoint(client, () => recordAll(client, runs, recording));
  } catch (error) {
    const [run] = runs;
    if (!isDataError(error) || run === undefined) throw error;
    const refused = [{ id: run.id, reason: thrownMessage(error) }];
    if (runs.length === 1) return { runs: [], foreign: [], refused };
    const middle = Math.ceil(runs.length / 2);
    const first = await recordSome(client, runs.slice(0, middle), recording);
    const second = await recordSome(client, runs.slice(middle), recording);
    return {
      runs: [...first.runs, ...second.runs],
      foreign: [...first.foreign, ...second.foreign],
      refused: [...first.refused, ...second.refused],
    };
  }
}

/** By classes of SQLSTATE. */
function isDataError(error: unknown): boolean {
  return /^(22|23|54)/.test(postgresErrorCode(error) ?? '');
}

async function readCancelRequests(
  pool: Pool,
  writers: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (writers.length === 0) return new Map();
  const { rows } = await pool.query<{ writer: string; id: string }>({
    name: 'cancel-requests',
    text: `SELECT writer, id FROM runs
      WHERE writer = ANY ($1) AND cancel_requested_at IS NOT NULL AND lost_status IS NULL ORDER BY created_at, id`,
    values: [[...writers]],
  });
  const requests = Map.groupBy(rows, ({ writer }) => writer);
  return new Map(Array.from(requests, ([writer, found]) => [writer, found.map(({ id }) => decodeText(id))]));
}
