import * as v from 'valibot';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { type DatabaseStoreOptions, defineTables } from '../../../src/engines/kit/define-tables.ts';
import type { ActAnswer } from '../../../src/engines/kit/end-run.ts';
import type { EngineDatabase } from '../../../src/engines/kit/engine-database.ts';
import type { Signal } from '../../../src/engines/kit/run-source.ts';
import type { SqlTable } from '../../../src/engines/kit/sql-runs.ts';
import type { Payloads } from '../../../src/model/query/match/subject.ts';
import { postgresFlavor, timestamptz } from '../../../src/query-sql/filter-dialect.ts';
import { raw, sql } from '../../../src/query-sql/sql-template.ts';
import { anyText, asciiText, constantTexts } from '../../../src/query-sql/text-sql.ts';
import { type LedgerRun, lacks, ledgerTrigger, recordSchema, toSummary, toWorkItems } from './ledger-run.ts';

const known = { table: 'ledger', columns: ['id', 'workflow', 'state', 'created_at', 'steps'] };
/** As `toSummary` says. */
const statuses = { running: 'running', success: 'success', failed: 'failed', canceled: 'canceled' } as const;

const time = v.pipe(
  v.date(),
  v.transform(date => date.getTime()),
);
const rowSchema = v.object({
  ...recordSchema.entries,
  ...{ id: v.string(), createdAt: time, finishedAt: v.nullable(time), bytes: v.number() },
});

/** The same runs in a table of PostgreSQL. Connects when something is read. */
export function openLedgerTable(options: Omit<DatabaseStoreOptions, 'known'>): RunStore {
  return defineTables<v.InferOutput<typeof rowSchema>>({ ...options, known }, database => ({
    runs: {
      row: rowSchema,
      table: options => readTable(database, options),
      placeOf: run => run,
      statuses,
    },
    version: ({ table }) =>
      sql`SELECT concat_ws(',', count(*), max(created_at), max(finished_at)) AS version FROM ${table('ledger')}`,
    lacks,
    summary: toSummary,
    bytesOf: ({ bytes }) => bytes,
    payloads: (runs, options) => readPayloads(database, runs, options),
    work: async run => ({ items: toWorkItems(run) }),
    actions: { cancel: ({ id }) => cancelRun(database, id) },
  }));
}

async function readTable(database: EngineDatabase, options: Signal): Promise<SqlTable> {
  const { table } = await database.schema(options);
  return {
    flavor: postgresFlavor,
    select: sql`l.id, l.workflow, l.state, l.created_at AS "createdAt", l.finished_at AS "finishedAt", l.steps,
      l.error, coalesce(pg_column_size(l.input), 0) + coalesce(pg_column_size(l.output), 0) AS bytes`,
    from: sql`${table('ledger')} l`,
    name: raw('l.workflow COLLATE "C"'),
    state: raw('l.state'),
    id: raw('l.id COLLATE "C"'),
    columns: {
      kind: 'workflow',
      id: asciiText(raw('l.id'), postgresFlavor),
      name: anyText(raw('l.workflow')),
      createdAt: timestamptz(raw('l.created_at')),
      startedAt: timestamptz(raw('l.created_at')),
      finishedAt: timestamptz(raw('l.finished_at')),
      trigger: constantTexts(Object.values(ledgerTrigger)),
      stepCount: raw('jsonb_array_length(l.steps)'),
      errorSummary: raw('l.error IS NOT NULL'),
    },
  };
}

const payloadSchema = v.object({ id: v.string(), input: v.unknown(), output: v.unknown() });

async function readPayloads(database: EngineDatabase, runs: readonly LedgerRun[], options: Signal) {
  const { table } = await database.schema(options);
  const ids = runs.map(({ id }) => id);
  const statement = sql`SELECT id, input, output FROM ${table('ledger')} WHERE id = ANY(${ids}::text[])`;
  const rows = new Map((await database.read(payloadSchema, statement, options)).map(row => [row.id, row]));
  return runs.map(
    ({ id, error }): Payloads => ({
      input: rows.get(id)?.input ?? undefined,
      output: rows.get(id)?.output ?? undefined,
      error: error?.value,
    }),
  );
}

async function cancelRun(database: EngineDatabase, id: string): Promise<ActAnswer> {
  await database.write(
    v.unknown(),
    ({ table }) => sql`UPDATE ${table('ledger')} SET state = 'canceled', finished_at = now()
      WHERE id = ${id} AND finished_at IS NULL`,
  );
  return { type: 'sent' };
}
