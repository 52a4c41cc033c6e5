import type { Pool } from 'pg';
import { createDeadline, untilAborted } from '../../../async/deadline.ts';
import type { RunStore } from '../../../contract/run-store.ts';
import type { ServedStore, Token, TokenStore } from '../../../contract/served-store.ts';
import { withPooledClient } from '../../../drivers/postgres/pooled-client.ts';
import { showUrl } from '../../../drivers/postgres/postgres-error.ts';
import { endPool } from '../../../drivers/postgres/postgres-pool.ts';
import { InspectorError } from '../../../model/errors.ts';
import { type Report, reportAsWarning } from '../../runs/background-work.ts';
import { type TokenRow, toToken } from '../../runs/token-row.ts';
import { createPool, databaseNow, withStoreErrors } from '../database.ts';
import { migrate } from '../migrate.ts';
import { createStartIntake } from '../starts/start-intake.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { createBatchIntake } from '../write/batch-intake.ts';
import { startLogIndexing } from '../write/index-logs.ts';
import { createWriterKeys } from '../write/writer-heartbeats.ts';
import { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts';
import { startUpkeep, type UpkeepTimes } from './upkeep.ts';

type ServedPostgresOptions = PostgresStoreOptions & {
  readonly upkeep?: UpkeepTimes;
  /** Receives failures of the upkeep that do not pass by themselves. */
  readonly report?: Report;
  readonly statementMs?: number;
};

const graceMs = 5_000;
const checkMs = 5_000;
const closePatienceMs = 2_000;

/** Opens a database for a server, and creates or migrates its schema. Rejects with an `InspectorError`. */
export async function openServedPostgres({
  upkeep: times,
  report = reportAsWarning,
  statementMs = 60_000,
  ...options
}: ServedPostgresOptions): Promise<ServedStore> {
  const { url } = options;
  const pool = createPool(url, {
    answerTimeoutMs: statementMs + Math.min(statementMs, graceMs),
    settings: {
      statement_timeout: String(statementMs),
      idle_in_transaction_session_timeout: String(statementMs),
    },
  });
  try {
    await withStoreErrors(url, () => withPooledClient(pool, client => migrate(client, url)));
    const store = await openPostgresStore(options);
    const upkeep = startUpkeep(pool, url, { ...times, report });
    const indexing = startLogIndexing(pool, url, report);
    const intake = createBatchIntake(pool, url);
    const listening = new AbortController();
    keepListening(store, listening.signal).catch(report);
    let closing: Promise<void> | undefined;
    return {
      store,
      stored: store.stored,
      intake: { ...intake, apply: batch => intake.apply(batch).finally(indexing.wake) },
      writerKeys: createWriterKeys(pool, url),
      starts: createStartIntake(pool, url),
      tokens: createTokenStore(pool, url),
      check: signal => withStoreErrors(url, () => check(pool, url, signal)),
      close() {
        listening.abort();
        closing ??= Promise.all([
          ...[upkeep.stop(), indexing.stop(), store.close()],
          endPool(pool, closePatienceMs),
        ]).then(() => {});
        return closing;
      },
    };
  } catch (error) {
    await endPool(pool, closePatienceMs);
    throw error;
  }
}

/** Keeps one watcher, so that the first client to watch also receives earlier changes. */
async function keepListening(store: RunStore, signal: AbortSignal): Promise<void> {
  for await (const _ of store.changes(signal));
}

/** Rejects when the database is read-only or does not answer in time. */
async function check(pool: Pool, url: string, signal: AbortSignal): Promise<void> {
  const deadline = createDeadline([signal]);
  deadline.set(checkMs, () => new InspectorError('timeout', `${showUrl(url)} did not answer in time`));
  const answer = pool.query<{ standby: boolean; readonly: string }>(
    "SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS readonly",
  );
  const { rows } = await untilAborted(answer, deadline.signal).finally(deadline.end);
  const [row] = rows;
  if (row?.standby === true || row?.readonly === 'on') {
    throw new InspectorError('conflict', `${showUrl(url)} can only be read at the moment`, {
      hint: 'name the primary server, not a standby',
    });
  }
}

type Row = TokenRow & { readonly scopes: readonly string[] };

export function createTokenStore(pool: Pool, url: string): TokenStore {
  return {
    async add({ id, name, scopes, hash }) {
      const values = [id, encodeText(name), [...scopes], hash];
      const text = `INSERT INTO tokens (id, name, scopes, hash, created_at) VALUES ($1, $2, $3, $4, ${databaseNow})`;
      await withStoreErrors(url, () => pool.query(text, values));
    },
    async list() {
      const text = 'SELECT * FROM tokens ORDER BY created_at, id';
      const { rows } = await withStoreErrors(url, () => pool.query<Row>(text));
      return rows.map(decodeRow);
    },
    async find(id) {
      const text = 'SELECT * FROM tokens WHERE id = $1';
      const query = { name: 'find-token', text, values: [encodeText(id)] };
      const { rows } = await withStoreErrors(url, () => pool.query<Row>(query));
      return rows[0] && { ...decodeRow(rows[0]), hash: rows[0].hash };
    },
    async revoke(id) {
      const text = `UPDATE tokens SET revoked_at = ${databaseNow} WHERE id = $1 AND revoked_at IS NULL`;
      const { rowCount } = await withStoreErrors(url, () => pool.query(text, [encodeText(id)]));
      return rowCount === 1;
    },
  };
}

function decodeRow(row: Row): Token {
  return toToken({ ...row, name: decodeText(row.name) }, row.scopes);
}
