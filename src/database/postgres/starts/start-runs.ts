import type { ClientBase, PoolClient } from 'pg';
import { createRunIds } from '../../../contract/run-ids.ts';
import type { StartRequest, StartResult } from '../../../contract/run-store.ts';
import { idIsTaken, toStartEvent } from '../../runs/starts/start-event.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { foldEvents } from '../write/fold-events.ts';
import { notifyChange } from '../write/notify-change.ts';
import { recordRuns } from '../write/record-runs.ts';
import type { DictionaryWriter } from '../write/write-dictionary.ts';
import { databaseNow } from '../write/writer-heartbeats.ts';
import { readOffers } from './offers.ts';

const newId = createRunIds();

type Started = {
  readonly result: StartResult;
  /** To be called once the transaction is committed. */
  readonly remember?: () => void;
};

/** Queues a run where a running program offers its workflow. Inside a transaction. */
export async function startPostgresRun(
  client: PoolClient,
  request: StartRequest,
  dictionary: DictionaryWriter,
): Promise<Started> {
  const { workflow } = request;
  const now = await readNow(client);
  const id = (request.id ?? newId(now)).toWellFormed();
  const known = await nameOf(client, id);
  if (known !== undefined)
    return { result: known === workflow ? { type: 'started', id } : idIsTaken(id, known) };
  const offered = await readOffers(client);
  if (!offered.includes(workflow)) return { result: { type: 'not-offered', offered } };
  const runs = foldEvents([toStartEvent(request, { id, now })]);
  const isListed = await dictionary.listing(client, runs);
  const { remember } = await dictionary.write(
    client,
    await recordRuns(client, runs, { writer: null, isListed }),
  );
  await client.query('INSERT INTO starts (run, workflow) SELECT key, name FROM runs WHERE id = $1', [
    encodeText(id),
  ]);
  await notifyChange(client);
  return { result: { type: 'started', id }, remember };
}

async function readNow(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ now: number }>(`SELECT ${databaseNow} AS now`);
  return rows[0]?.now ?? 0;
}

/** Requests with one id wait for each other, so that only the first of them finds no run. */
async function nameOf(client: ClientBase, id: string): Promise<string | undefined> {
  const encoded = encodeText(id);
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [encoded]);
  const { rows } = await client.query<{ name: string }>('SELECT name FROM runs WHERE id = $1', [encoded]);
  return rows[0] && decodeText(rows[0].name);
}
