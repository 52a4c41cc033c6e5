import type { Migration } from '../runs/migration.ts';

/** `PRAGMA application_id` of a store ('rlns'), which distinguishes it from other SQLite files. */
export const applicationId = 0x726c6e73;

/**
 * `runs` holds only the columns of the screen's table, so that a scan never reads payloads.
 *
 * `runs.key` is `created_at * 1024 + n`, so that every index is in the order of creation. `n` numbers the
 * runs of a millisecond by arrival; readers sort them by id. When a millisecond is full, a run takes a key of
 * a later one, at most `meta.spill` ms later. `owner` is set while a run is active and has an owner process.
 * `lost_status` keeps the status of a lost run, verbatim. `paused_ms` and `paused_at` are those of
 * `RunFields`, `cause_…` and `failure` those of `ErrorSummary`. `work_key` is the key of a run's work, and
 * `input_hash` says which runs have equal inputs.
 */
const runTables = `
CREATE TABLE runs (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, status_raw TEXT,
  owner INTEGER, lost_status TEXT,
  created_at INTEGER NOT NULL, queued_at REAL, started_at REAL, finished_at REAL, paused_ms REAL, paused_at REAL,
  waiting_for TEXT,
  trigger_type TEXT NOT NULL, trigger_label TEXT NOT NULL, trigger_raw TEXT NOT NULL, trigger_at REAL,
  actor TEXT, project TEXT, cost_usd REAL, models TEXT, services TEXT,
  step_count INTEGER, message_count INTEGER, attempt INTEGER, parent_id TEXT, retry_of TEXT, work_key TEXT, input_hash TEXT,
  error_name TEXT, error_message TEXT, error_step TEXT, cause_code TEXT, cause_name TEXT, cause_message TEXT, failure TEXT,
  cancel_requested_at REAL, cancel_by TEXT
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
`;

const runIndexes = `
CREATE INDEX runs_kind ON runs(kind);
CREATE INDEX runs_status ON runs(status, kind);
CREATE INDEX runs_name ON runs(name, status);
CREATE INDEX runs_owner ON runs(owner) WHERE owner IS NOT NULL;
CREATE INDEX runs_cancel ON runs(owner) WHERE owner IS NOT NULL AND cancel_requested_at IS NOT NULL;
CREATE INDEX runs_failure ON runs(failure, name) WHERE status = 'failed' AND failure IS NOT NULL;
CREATE INDEX runs_retry ON runs(retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX runs_work_key ON runs(work_key, status) WHERE work_key IS NOT NULL;
CREATE INDEX runs_schedule ON runs(name, trigger_raw)
  WHERE trigger_type = 'schedule' AND status = 'success' AND work_key IS NULL;
CREATE INDEX runs_input ON runs(name, input_hash)
  WHERE input_hash IS NOT NULL AND status = 'success' AND work_key IS NULL;
`;

/**
 * A row of `log_texts` is a part of the log messages of a run: its rowid is the run's key times 1,024, plus
 * the number of the part. `unindexed_logs` lists the runs with messages that wait for it: those at `at` or
 * later whose `seq` is not less.
 */
const logIndex = `
CREATE VIRTUAL TABLE log_texts USING fts5(text, tokenize='trigram case_sensitive 1', content='', contentless_delete=1, detail=none);
CREATE TABLE unindexed_logs (run INTEGER PRIMARY KEY, at REAL NOT NULL, seq INTEGER NOT NULL);
`;

const textIndexes = `
CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='trigram case_sensitive 1', content='', contentless_delete=1, detail=none);
CREATE VIRTUAL TABLE words USING fts5(text, tokenize='ascii', content='', contentless_delete=1, detail=none);
${logIndex}`;

/**
 * `meta.served` is the epoch ms at which a server last started. `late_runs` numbers the runs that come or
 * change late (`runs/events/run-state.ts`), in that order; `meta.late` is the last number. `unindexed` lists
 * the runs whose texts wait for the text indexes, `removed` the keys of removed runs that still have parts
 * (`remove/run-eraser.ts`). In `dictionary` a field followed by `!` means that the list of its values is
 * incomplete.
 */
const listTables = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('change', 0), ('spill', 0), ('served', 0), ('late', 0);

CREATE TABLE counts (
  kind TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, name, status)
) WITHOUT ROWID;
CREATE TABLE totals (status TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dictionary (field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (field, value)) WITHOUT ROWID;
CREATE TABLE late_runs (run INTEGER PRIMARY KEY, place INTEGER NOT NULL);
CREATE UNIQUE INDEX late_runs_place ON late_runs(place);
CREATE TABLE unindexed (key INTEGER PRIMARY KEY);
CREATE TABLE removed (key INTEGER PRIMARY KEY);
${textIndexes}`;

/**
 * An owner is a process that records into the file, or stands for a remote writer (`writer`), whose batches a
 * server writes. `writers.key_hash` is the SHA-256 of a writer's key, in hex. `run_writers` says which remote
 * writer records a run, also after its end; runs that programs record into the file, and those that wait to
 * be started, have none. `lost` lists runs of remote writers that were marked as lost, for a writer that
 * returns. `starts` are queued runs that wait for a program; `claimed_by` is the owner that is about to begin
 * one, since `claimed_at` (epoch ms). `offers` are the workflows that an owner begins.
 */
const writerTables = `
CREATE TABLE owners (
  id INTEGER PRIMARY KEY AUTOINCREMENT, pid INTEGER NOT NULL, process_start TEXT NOT NULL, host TEXT NOT NULL,
  heartbeat_at INTEGER NOT NULL, writer TEXT
);
CREATE TABLE writers (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, owner INTEGER, key_hash TEXT) WITHOUT ROWID;
CREATE TABLE run_writers (run INTEGER PRIMARY KEY, writer TEXT NOT NULL);
CREATE TABLE lost (key INTEGER PRIMARY KEY, writer TEXT NOT NULL);
CREATE INDEX lost_writer ON lost(writer);

CREATE TABLE starts (run INTEGER PRIMARY KEY, workflow TEXT NOT NULL, claimed_by INTEGER, claimed_at INTEGER);
CREATE INDEX starts_workflow ON starts(workflow);
CREATE INDEX starts_claimed ON starts(claimed_by) WHERE claimed_by IS NOT NULL;
CREATE TABLE offers (owner INTEGER NOT NULL, workflow TEXT NOT NULL, PRIMARY KEY (owner, workflow)) WITHOUT ROWID;

CREATE TABLE tokens (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, hash TEXT NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER
);
`;

/**
 * `failure_marks` are what people keep of groups of failures: see `FailureMark`. `failure_aliases` are the
 * texts of failures before and after a newer version of the signature has signed them.
 */
const failureTables = `
CREATE TABLE failure_aliases (former TEXT NOT NULL, current TEXT NOT NULL, PRIMARY KEY (former, current)) WITHOUT ROWID;
CREATE TABLE failure_marks (
  failure TEXT NOT NULL, kind TEXT NOT NULL, note TEXT, ticket TEXT, muted_until REAL, muted_count REAL, made_by TEXT,
  made_at REAL NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL, shown REAL NOT NULL, PRIMARY KEY (failure, kind)
) WITHOUT ROWID;
`;

/** The schema of version 1. */
export const createTables = runTables + runIndexes + listTables + writerTables + failureTables;

export const migrations: readonly Migration[] = [];

export const runsPerBand = 1_024;

const lastBand = Math.floor(Number.MAX_SAFE_INTEGER / runsPerBand) - 1_000_000;

/** The millisecond of a run's key. Times before 1970 and after 2255 are clamped. */
export function toBand(createdAt: number): number {
  return Math.min(Math.max(Math.floor(createdAt) || 0, 0), lastBand);
}

export function bandOfKey(key: number): number {
  return Math.floor(key / runsPerBand);
}

export function keyOfBand(band: number): number {
  return band * runsPerBand;
}
