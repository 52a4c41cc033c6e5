import type { ClientBase } from 'pg';
import type { BegunStart } from '../../../contract/start-queue.ts';
import { stateAfter } from '../../runs/events/run-state.ts';
import { begunFields, isBegun, mayBegin } from '../../runs/starts/begun-start.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { lockRuns, type StoredRun } from '../write/lock-runs.ts';
import { writeChanges } from '../write/write-changes.ts';

type Begin = { readonly id: string; readonly at: number };

/** Makes a claimed run the writer's, inside a transaction; locks the run first, as a cancel does. */
export async function beginStart(
  client: ClientBase,
  writer: string,
  { id, at }: Begin,
): Promise<{ readonly begun: BegunStart; readonly isNew: boolean } | undefined> {
  const [run] = await lockRuns(client, 'lock-run-by-id', 'r.id = $1', [encodeText(id)]);
  if (!run) return undefined;
  if (run.writer === writer && isBegun(run, at)) return { begun: await readInput(client, run), isNew: false };
  const taken = await client.query({
    name: 'take-start',
    text: 'DELETE FROM starts WHERE run = $1 AND claimed_by = $2',
    values: [run.key, writer],
  });
  if (taken.rowCount === 0 || !mayBegin(run)) return undefined;
  const fields = begunFields(at);
  await writeChanges(client, [{ stored: run, state: stateAfter(run, fields), writer, fields }]);
  return { begun: await readInput(client, run), isNew: true };
}

async function readInput(client: ClientBase, { key }: StoredRun): Promise<BegunStart> {
  const { rows } = await client.query<{ input: string | null }>({
    name: 'input-of',
    text: 'SELECT input FROM payloads WHERE key = $1',
    values: [key],
  });
  const input = rows[0]?.input;
  return typeof input === 'string' ? { input: decodeText(input) } : {};
}
