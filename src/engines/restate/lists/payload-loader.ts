import * as v from 'valibot';
import { parseExactJson } from '../../../model/payload/exact-json.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { RestateClient } from '../admin-api/restate-client.ts';
import { chunkByBytes, orderedInOnePiece, sqlTexts } from '../admin-api/restate-sql.ts';
import type { Invocation } from '../invocation/invocation-row.ts';
import type { SuspensionState } from '../invocation/read-suspensions.ts';
import { firstPayload, readInput, readOutput } from '../journal/input-output.ts';
import { currentFailure } from '../journal/invocation-failure.ts';

type Signal = { readonly signal?: AbortSignal };
type Loader = {
  readonly load: (row: Invocation, options?: Signal) => Promise<Payloads>;
  readonly isLoaded: (row: Invocation) => boolean;
};
type Loaded = ReadonlyMap<string, readonly Entry[]>;

/** Bytes per statement, as stored; a response spells each byte as a decimal number. */
const mostBytes = 256 * 1_024;
/** More would arrive in several pieces: see `orderedInOnePiece`. */
const mostRuns = 100;

const types = sqlTexts(['Command: Input', 'Command: Output']);

const sizeSchema = v.object({ id: v.string(), bytes: v.number() });
const entrySchema = v.object({ id: v.string(), entry_json: v.optional(v.string(), '') });

type Entry = v.InferOutput<typeof entrySchema>;

/** Loads payloads in groups: the server takes about as long for hundreds of journals as for one. */
export function createPayloadLoader(
  client: RestateClient,
  rows: readonly Invocation[],
  suspensions: ReadonlyMap<string, SuspensionState>,
): Loader {
  let parts: Promise<readonly (readonly string[])[]> | undefined;
  const loading = new Map<readonly string[], Promise<Loaded>>();
  let loaded: Loaded = new Map();
  const load = async (ids: readonly string[], signal: AbortSignal | undefined) => {
    loaded = await loadEntries(client, ids, signal);
    return loaded;
  };
  return {
    isLoaded: ({ id }) => loaded.has(id),
    load: async (row, { signal } = {}) => {
      parts ??= divideRows(client, rows, signal);
      const part = (await parts).find(ids => ids.includes(row.id));
      if (part && !loading.has(part)) {
        loading.clear();
        loading.set(part, load(part, signal));
      }
      const entries = (part && (await loading.get(part))?.get(row.id)) ?? [];
      const values = entries.map(entry => parseExactJson(entry.entry_json));
      return {
        input: firstPayload(values, readInput),
        output: firstPayload(values, readOutput),
        error: currentFailure(row, suspensions.get(row.id)?.pauseFailure),
      };
    },
  };
}

/** Divides the runs, in order, into parts within the bounds. */
async function divideRows(
  client: RestateClient,
  rows: readonly Invocation[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly string[])[]> {
  const ids = rows.map(row => row.id);
  const sql = `select id, sum(raw_length) as bytes from sys_journal
    where id in (${sqlTexts(ids)}) and entry_type in (${types}) group by id`;
  const sizes = new Map(
    (await client.query(sql, sizeSchema, { signal })).map(({ id, bytes }) => [id, bytes]),
  );
  return chunkByBytes(ids, id => sizes.get(id) ?? 0, { mostBytes, mostItems: mostRuns });
}

async function loadEntries(
  client: RestateClient,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Loaded> {
  const sql = `select id, entry_json from sys_journal where id in (${sqlTexts(ids)}) and entry_type in (${types})
    ${orderedInOnePiece}`;
  return Map.groupBy(await client.query(sql, entrySchema, { signal }), entry => entry.id);
}
