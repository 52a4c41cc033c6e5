import type { ClientBase } from 'pg';
import type { BeginRequest, BegunStarts } from '../../../contract/starts/start-intake.ts';
import type { BegunStart } from '../../../contract/starts/start-queue.ts';
import { stateAfter } from '../../runs/events/run-state.ts';
import { begunFields, isBegun, mayBegin, mostBytesAtOnce } from '../../runs/events/start-event.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { lockRuns, type StoredRun } from '../write/lock-runs.ts';
import { writeChanges } from '../write/write-changes.ts';

type Begun = BegunStarts & {
  /** Whether any of them had not begun before. */
  readonly isNew: boolean;
};

/** Makes claimed runs the writer's, inside a transaction; locks the runs first, as a cancel does. */
export async function beginStarts(
  client: ClientBase,
  writer: string,
  requests: readonly BeginRequest[],
): Promise<Begun> {
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

/** Takes the runs that the writer had claimed and that are still queued. */
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
