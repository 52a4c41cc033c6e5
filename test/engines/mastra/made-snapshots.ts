import type Database from 'better-sqlite3';

/** The tables of @mastra/libsql 1.23, as far as they are read. */
export function createTables(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.exec(`
    CREATE TABLE mastra_workflow_snapshot (workflow_name TEXT, run_id TEXT, resourceId TEXT, snapshot TEXT,
      createdAt TEXT, updatedAt TEXT, UNIQUE (workflow_name, run_id));
    CREATE TABLE mastra_ai_spans (traceId TEXT NOT NULL, spanId TEXT NOT NULL, name TEXT NOT NULL,
      spanType TEXT NOT NULL, startedAt TEXT NOT NULL, parentSpanId TEXT, entityId TEXT, entityName TEXT,
      userId TEXT, runId TEXT, metadata TEXT, attributes TEXT, input TEXT, output TEXT, error TEXT, endedAt TEXT,
      UNIQUE (spanId, traceId));
    CREATE INDEX mastra_ai_spans_roots_started_at_idx ON mastra_ai_spans (startedAt DESC) WHERE parentSpanId IS NULL;
    CREATE INDEX mastra_ai_spans_trace_started_at_idx ON mastra_ai_spans (traceId, startedAt);
  `);
}

export type MadeSnapshot = {
  readonly name: string;
  readonly id: string;
  readonly resource?: string;
  readonly at: number;
  readonly updatedAt: number;
  readonly snapshot: Readonly<Record<string, unknown>>;
};

type Told = Pick<MadeSnapshot, 'name' | 'id' | 'at'> & { readonly isFailed?: boolean };

/** A workflow of two steps, of which the second may have failed. */
export function toSnapshot({ name, id, at, isFailed = false }: Told): MadeSnapshot {
  const user = { userId: 7, user: { id: 7, name: 'Ada' } };
  const error = { message: `POST https://api.example.com/charge: 50${at % 5} Bad Gateway`, name: 'Error' };
  const end = isFailed ? { status: 'failed', error } : { status: 'success', output: { total: 42 } };
  return {
    ...{ name, id, at, updatedAt: at + 30 },
    snapshot: {
      ...{ runId: id, status: end.status, value: {} },
      context: {
        input: { userId: 7 },
        'fetch-user': {
          payload: { userId: 7 },
          startedAt: at + 3,
          status: 'success',
          output: user,
          endedAt: at + 9,
        },
        charge: { payload: user, startedAt: at + 10, ...end, endedAt: at + 20 },
      },
      ...{ activePaths: [1], stepExecutionPath: ['fetch-user', 'charge'], activeStepsPath: {} },
      serializedStepGraph: ['fetch-user', 'charge'].map(step => ({ type: 'step', step: { id: step } })),
      ...{ suspendedPaths: {}, waitingPaths: {}, resumeLabels: {}, requestContext: {} },
      ...(isFailed ? { error } : { result: { total: 42 } }),
      timestamp: at + 30,
    },
  };
}

export function writeSnapshot(db: Database.Database, made: MadeSnapshot): void {
  const { name, id, resource = null, at, updatedAt, snapshot } = made;
  const times = [at, updatedAt].map(ms => new Date(ms).toISOString());
  db.prepare('INSERT OR REPLACE INTO mastra_workflow_snapshot VALUES (?, ?, ?, jsonb(?), ?, ?)').run(
    ...[name, id, resource, JSON.stringify(snapshot), ...times],
  );
}
