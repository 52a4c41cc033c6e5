import type { Database } from 'better-sqlite3';
import { searchedFields } from '../runs/dictionary-fields.ts';
import { incompleteMark } from '../runs/events/dictionary.ts';
import { processLost } from '../runs/events/lost-run.ts';

/** `PRAGMA application_id` of a store ('rlns'), which distinguishes it from other SQLite files. */
export const applicationId = 0x726c6e73;

export const textIndexes = `
CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='trigram case_sensitive 1', content='', contentless_delete=1, detail=none);
CREATE VIRTUAL TABLE words USING fts5(text, tokenize='ascii', content='', contentless_delete=1, detail=none);
`;

/**
 * `runs` holds only the columns of the screen's table, so that a scan never reads payloads.
 *
 * `runs.key` is `created_at * 1024 + n`, so that every index is in the order of creation. `n` numbers the
 * runs of a millisecond by arrival; readers sort them by id. When a millisecond is full, a run takes a key of
 * a later one, at most `meta.spill` ms later.
 *
 * `owner` is set while a run is active and has an owner process.
 */
const version1 = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('change', 0), ('spill', 0);

CREATE TABLE owners (
  id INTEGER PRIMARY KEY AUTOINCREMENT, pid INTEGER NOT NULL, process_start TEXT NOT NULL, host TEXT NOT NULL, heartbeat_at INTEGER NOT NULL
);

CREATE TABLE runs (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, status_raw TEXT,
  owner INTEGER, created_at INTEGER NOT NULL, queued_at REAL, started_at REAL, finished_at REAL,
  trigger_type TEXT NOT NULL, trigger_label TEXT NOT NULL, trigger_raw TEXT NOT NULL, trigger_at REAL,
  actor TEXT, project TEXT, cost_usd REAL, models TEXT, services TEXT,
  step_count INTEGER, message_count INTEGER, attempt INTEGER, parent_id TEXT,
  error_name TEXT, error_message TEXT, error_step TEXT, cancel_requested_at REAL, cancel_by TEXT
);
CREATE UNIQUE INDEX runs_id ON runs(id);

CREATE TABLE inputs (key INTEGER PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE outputs (key INTEGER PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE details (
  key INTEGER PRIMARY KEY, error_value TEXT, error_message TEXT, error_code TEXT, error_stack TEXT, error_step_id TEXT,
  usage TEXT, cancel_outcome TEXT
);

CREATE TABLE steps (
  run INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, parent_id TEXT, name TEXT NOT NULL, type TEXT NOT NULL,
  status TEXT NOT NULL, attempt INTEGER NOT NULL, started_at REAL, finished_at REAL, input TEXT, output TEXT, error TEXT,
  PRIMARY KEY (run, id)
) WITHOUT ROWID;
CREATE TABLE spans (
  run INTEGER NOT NULL, start_at REAL NOT NULL, id TEXT NOT NULL, parent_id TEXT, name TEXT NOT NULL, kind TEXT NOT NULL,
  end_at REAL, status TEXT NOT NULL, attributes TEXT, events TEXT,
  PRIMARY KEY (run, start_at, id)
) WITHOUT ROWID;
CREATE TABLE logs (
  run INTEGER NOT NULL, at REAL NOT NULL, seq INTEGER NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL, span_id TEXT,
  attributes TEXT,
  PRIMARY KEY (run, at, seq)
) WITHOUT ROWID;
CREATE TABLE messages (
  run INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE counts (
  kind TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, name, status)
) WITHOUT ROWID;
CREATE TABLE totals (status TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dictionary (field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (field, value)) WITHOUT ROWID;

CREATE TABLE unindexed (key INTEGER PRIMARY KEY);
${textIndexes}`;

/**
 * For remote recorders, whose batches a server writes. `writers.owner` is the row of `owners` that represents
 * a writer, `meta.served` the epoch ms at which a server last started. `lost` lists runs of remote writers
 * that were marked as lost, for a writer that returns.
 */
const version2 = `
CREATE TABLE writers (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, owner INTEGER) WITHOUT ROWID;
CREATE TABLE lost (key INTEGER PRIMARY KEY, writer TEXT NOT NULL, status TEXT NOT NULL, status_raw TEXT);
CREATE INDEX lost_writer ON lost(writer);
CREATE TABLE tokens (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, hash TEXT NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER
);
INSERT INTO meta VALUES ('served', 0);
`;

/** Older schemas mark lost runs by their error. */
const isLostByError = `status = 'failed' AND owner IS NULL
  AND error_name = '${processLost.name}' AND error_message = '${processLost.message}'`;

/**
 * `runs.lost_status` keeps the status of a lost run, verbatim. `owners.writer` is the id of a remote writer,
 * which `process_start` held before.
 */
const version3 = `
ALTER TABLE runs ADD COLUMN lost_status TEXT;
UPDATE runs SET lost_status = coalesce((SELECT coalesce(status_raw, status) FROM lost WHERE lost.key = runs.key), 'running')
WHERE ${isLostByError};
ALTER TABLE lost DROP COLUMN status;
ALTER TABLE lost DROP COLUMN status_raw;
ALTER TABLE owners ADD COLUMN writer TEXT;
UPDATE owners SET writer = process_start, process_start = '' WHERE host = 'remote';
`;

/** The first version whose text indexes hold messages, and searched texts that the dictionary lacks. */
export const everythingSearchedVersion = 4;

/** Queues the runs that older versions indexed without these. The first statement steps from run to run. */
const version4 = `
WITH RECURSIVE agents(run) AS (
  SELECT min(run) FROM messages
  UNION ALL SELECT (SELECT min(run) FROM messages WHERE run > agents.run) FROM agents WHERE agents.run IS NOT NULL
) INSERT OR IGNORE INTO unindexed SELECT run FROM agents WHERE run IS NOT NULL;
INSERT OR IGNORE INTO unindexed SELECT key FROM runs
WHERE EXISTS (SELECT 1 FROM dictionary WHERE field IN (${searchedFields.map(field => `'${field}${incompleteMark}'`).join(', ')}));
`;

/** `removed` lists keys of removed runs that still have parts (`remove/run-eraser.ts`). */
const version5 = 'CREATE TABLE removed (key INTEGER PRIMARY KEY);';

/** How long a run slept or waited, and since when: see `RunFields`. */
const version6 = `
ALTER TABLE runs ADD COLUMN paused_ms REAL;
ALTER TABLE runs ADD COLUMN paused_at REAL;
`;

/**
 * What a row knows of a failure: see `ErrorSummary`. Runs of older versions lack `failure` at first.
 * `failure_marks` are what people keep of groups of failures: see `FailureMark`.
 */
const version7 = `
ALTER TABLE runs ADD COLUMN cause_code TEXT;
ALTER TABLE runs ADD COLUMN cause_name TEXT;
ALTER TABLE runs ADD COLUMN cause_message TEXT;
ALTER TABLE runs ADD COLUMN failure TEXT;
CREATE TABLE failure_marks (
  failure TEXT NOT NULL, kind TEXT NOT NULL, note TEXT, ticket TEXT, muted_until REAL, muted_count REAL, made_by TEXT,
  made_at REAL NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL, shown REAL NOT NULL, PRIMARY KEY (failure, kind)
) WITHOUT ROWID;
`;
const failureIndexes = `
CREATE INDEX runs_failure ON runs(failure, name) WHERE status = 'failed' AND failure IS NOT NULL;
CREATE INDEX runs_unsigned ON runs(status) WHERE status = 'failed' AND failure IS NULL;
`;

/**
 * `starts` are queued runs that wait for a program; `claimed_by` is the owner that is about to begin
 * one, since `claimed_at` (epoch ms). `offers` are the workflows that an owner begins. Tokens that could
 * start runs, because they could record them, still can.
 */
const version8 = `
ALTER TABLE runs ADD COLUMN retry_of TEXT;
CREATE TABLE starts (run INTEGER PRIMARY KEY, workflow TEXT NOT NULL, claimed_by INTEGER, claimed_at INTEGER);
CREATE TABLE offers (owner INTEGER NOT NULL, workflow TEXT NOT NULL, PRIMARY KEY (owner, workflow)) WITHOUT ROWID;
UPDATE tokens SET scopes = json_insert(scopes, '$[#]', 'start')
WHERE EXISTS (SELECT 1 FROM json_each(scopes) WHERE value = 'write');
`;

/** Starts of workflows that no program offers any longer may be many. */
const version9 = `
CREATE INDEX starts_workflow ON starts(workflow);
CREATE INDEX starts_claimed ON starts(claimed_by) WHERE claimed_by IS NOT NULL;
`;
const retryIndex = `
CREATE INDEX runs_retry ON runs(retry_of) WHERE retry_of IS NOT NULL;
`;

/** `late_runs` numbers the runs that come or change late (`runs/events/late-run.ts`), in that order. */
const version10 = `
CREATE TABLE late_runs (run INTEGER PRIMARY KEY, place INTEGER NOT NULL);
CREATE UNIQUE INDEX late_runs_place ON late_runs(place);
INSERT INTO meta VALUES ('late', 0);
`;

/**
 * `writers.key_hash` is the SHA-256 of a writer's key, in hex. `run_writers` says which remote writer records
 * a run, also after its end: runs that programs record into the file, and those that wait to be started, have
 * none. Of runs from before only those are known that are active or lost.
 */
const version11 = `
ALTER TABLE writers ADD COLUMN key_hash TEXT;
CREATE TABLE run_writers (run INTEGER PRIMARY KEY, writer TEXT NOT NULL);
INSERT INTO run_writers SELECT r.key, o.writer FROM owners o JOIN runs r ON r.owner = o.id WHERE o.writer IS NOT NULL;
INSERT OR IGNORE INTO run_writers SELECT key, writer FROM lost;
`;

const pausedVersion = 6;
const failureVersion = 7;
const startsVersion = 8;
const lateVersion = 10;

/** A column that version 6 added, of a row `r` of `runs` in any schema version. */
export function pausedSql(column: 'paused_ms' | 'paused_at', version: number): string {
  return version >= pausedVersion ? `r.${column}` : 'NULL';
}

const addedColumns: ReadonlyMap<string, number> = new Map([
  ['lost_status', 3],
  ['paused_ms', pausedVersion],
  ['paused_at', pausedVersion],
  ['cause_code', failureVersion],
  ['cause_name', failureVersion],
  ['cause_message', failureVersion],
  ['failure', failureVersion],
  ['retry_of', startsVersion],
]);

export function hasFailureMarks(version: number): boolean {
  return version >= failureVersion;
}

/** Whether a store can hold starts and offers. */
export function hasStarts(version: number): boolean {
  return version >= startsVersion;
}

export function hasLateRuns(version: number): boolean {
  return version >= lateVersion;
}

/** Whether `runs` has a column in a schema version: a reader of an old store may cancel its runs. */
export function hasRunColumn(column: string, version: number): boolean {
  return version >= (addedColumns.get(column) ?? 0);
}

/** `lost_status` of a row `r` of `runs` in any schema version. */
export function lostStatusSql(version: number): string {
  return version >= 3 ? 'r.lost_status' : `CASE WHEN ${isLostByError} THEN 'running' END`;
}

const runIndexes = `
CREATE INDEX runs_kind ON runs(kind);
CREATE INDEX runs_status ON runs(status, kind);
CREATE INDEX runs_name ON runs(name, status);
CREATE INDEX runs_owner ON runs(owner) WHERE owner IS NOT NULL;
CREATE INDEX runs_cancel ON runs(owner) WHERE owner IS NOT NULL AND cancel_requested_at IS NOT NULL;
`;

const tables = [
  ...[version1, version2, version3, version4, version5],
  ...[version6, version7, version8, version9, version10, version11],
];

/** Each entry migrates a store from the version that is its index to the next. */
export const migrations: readonly string[] = tables
  .with(0, version1 + runIndexes)
  .with(6, version7 + failureIndexes)
  .with(7, version8 + retryIndex);

export const schemaVersion = migrations.length;

export function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Migrates a store to the current version. Call it inside a write transaction. */
export function migrate(db: Database, from: number): void {
  for (const statements of migrations.slice(from)) db.exec(statements);
  seal(db);
}

/** The schema for bulk writing: `finishBulk` adds the indexes of `runs`. */
export function beginBulk(db: Database): void {
  for (const statements of tables) db.exec(statements);
}

export function finishBulk(db: Database): void {
  db.exec(runIndexes + failureIndexes + retryIndex);
  seal(db);
}

function seal(db: Database): void {
  db.pragma(`application_id = ${applicationId}`);
  db.pragma(`user_version = ${schemaVersion}`);
}
