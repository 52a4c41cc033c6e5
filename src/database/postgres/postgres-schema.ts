import type { Migration } from '../runs/migration.ts';

export const schemaName = 'runlens';

/** The channel of `NOTIFY`; its payload is the change's number. */
export const changesChannel = 'runlens_changes';

export const searchIndexes = `
CREATE INDEX IF NOT EXISTS runs_search ON runs USING gin (search gin_trgm_ops);
CREATE INDEX IF NOT EXISTS log_texts_search ON log_texts USING gin (text gin_trgm_ops);
`;
export const searchIndexNames = ['runs_search', 'log_texts_search'] as const;

/** The running time of ended runs; `paused_at` is 0 where a run went on. */
export const endedRunning =
  'greatest(0, greatest(0, finished_at - started_at) - coalesce(paused_ms, 0) - CASE WHEN paused_at > 0 THEN greatest(0, finished_at - paused_at) ELSE 0 END)';

/**
 * `runs` holds the columns of the screen's table; payloads are stored apart. Times are epoch ms. Texts are
 * encoded by `text-codec.ts` and compare by their bytes. There are no foreign keys: a transaction that writes
 * parts of a run locks the run's row, which saves a look-up for each span.
 *
 * `writer` is set while a run is active and has a recorder. A run whose writer is gone is marked as lost: its
 * status is failed, `lost_status` keeps the status it had, verbatim, and `writer` stays, for a writer that
 * returns. So a run has an owner where `writer` is set and `lost_status` is NULL. A lost run that ends for
 * good has NULL in both. `recorded_by` is the writer of a run, also after its end; runs that wait to be
 * started have none. `paused_ms` and `paused_at` are those of `RunFields`, `cause_…` and `failure` those of
 * `ErrorSummary`; `work_key` and `input_hash` are as in SQLite.
 *
 * `search` is the folded text of id, name, error and so on, each after marks, and `words` are the words of
 * payloads and messages, both as `runs/filter/index-entry.ts` makes them; `facets` are the folded texts
 * that filters compare as a whole (`facets.ts`). These hold no U+0000 and are not encoded.
 *
 * `runs_odd_start` has the runs that did not start after their creation: `started:` bounds the creation time
 * of all others.
 */
const runTables = `
CREATE TABLE runs (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE, kind text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL, status_raw text COLLATE "C", writer text COLLATE "C", lost_status text COLLATE "C",
  recorded_by text COLLATE "C",
  created_at double precision NOT NULL, queued_at double precision, started_at double precision, finished_at double precision,
  paused_ms double precision, paused_at double precision, waiting_for text COLLATE "C",
  trigger_type text COLLATE "C" NOT NULL, trigger_label text COLLATE "C" NOT NULL, trigger_raw text COLLATE "C" NOT NULL,
  trigger_at double precision,
  actor text COLLATE "C", project text COLLATE "C", cost_usd double precision, models text[], services text[],
  step_count double precision, message_count double precision, attempt double precision, parent_id text COLLATE "C",
  retry_of text COLLATE "C", work_key text COLLATE "C", input_hash text COLLATE "C",
  error_name text COLLATE "C", error_message text COLLATE "C", error_step text COLLATE "C",
  cause_code text COLLATE "C", cause_name text COLLATE "C", cause_message text COLLATE "C", failure text COLLATE "C",
  cancel_requested_at double precision, cancel_by text COLLATE "C",
  search text COLLATE "C" NOT NULL, facets text[] COLLATE "C" NOT NULL
);
CREATE INDEX runs_newest ON runs (created_at DESC, id DESC);
CREATE INDEX runs_status ON runs (status, kind, created_at DESC, id DESC);
CREATE INDEX runs_name ON runs (name, created_at DESC, id DESC);
CREATE INDEX runs_kind ON runs (kind, created_at DESC, id DESC);
CREATE INDEX runs_cost ON runs (cost_usd);
CREATE INDEX runs_steps ON runs (step_count);
CREATE INDEX runs_messages ON runs (message_count);
CREATE INDEX runs_started ON runs (started_at);
CREATE INDEX runs_odd_start ON runs (created_at DESC, id DESC) WHERE started_at IS NULL OR started_at < created_at;
CREATE INDEX runs_finished ON runs (finished_at);
CREATE INDEX runs_duration ON runs ((greatest(0, finished_at - started_at)));
CREATE INDEX runs_running ON runs ((${endedRunning}));
CREATE INDEX runs_writer ON runs (writer) WHERE writer IS NOT NULL;
CREATE INDEX runs_cancel ON runs (writer) WHERE writer IS NOT NULL AND cancel_requested_at IS NOT NULL;
CREATE INDEX runs_failure ON runs (failure, name, created_at) WHERE status = 'failed' AND failure IS NOT NULL;
CREATE INDEX runs_retry ON runs (retry_of, created_at DESC, id DESC) WHERE retry_of IS NOT NULL;
CREATE INDEX runs_work_key ON runs (work_key, status, created_at, id) WHERE work_key IS NOT NULL;
CREATE INDEX runs_schedule ON runs (name, trigger_raw, created_at, id)
  WHERE trigger_type = 'schedule' AND status = 'success' AND work_key IS NULL;
CREATE INDEX runs_input ON runs (name, input_hash, created_at, id)
  WHERE input_hash IS NOT NULL AND status = 'success' AND work_key IS NULL;
CREATE INDEX runs_facets ON runs USING gin (facets);

CREATE TABLE payloads (
  key bigint PRIMARY KEY, input text COLLATE "C", output text COLLATE "C",
  error_value text COLLATE "C", error_message text COLLATE "C", error_code text COLLATE "C", error_stack text COLLATE "C",
  error_step_id text COLLATE "C", usage text COLLATE "C", cancel_outcome text COLLATE "C", words tsvector
);
CREATE INDEX payloads_words ON payloads USING gin (words);

CREATE TABLE steps (
  run bigint NOT NULL, id text COLLATE "C" NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY,
  parent_id text COLLATE "C", name text COLLATE "C" NOT NULL, type text COLLATE "C" NOT NULL, status text COLLATE "C" NOT NULL,
  attempt double precision NOT NULL, started_at double precision, finished_at double precision,
  input text COLLATE "C", output text COLLATE "C", error text COLLATE "C",
  PRIMARY KEY (run, id)
);
CREATE TABLE spans (
  run bigint NOT NULL, start_at double precision NOT NULL, id text COLLATE "C" NOT NULL,
  parent_id text COLLATE "C", name text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, end_at double precision,
  status text COLLATE "C" NOT NULL, attributes text COLLATE "C", events text COLLATE "C",
  PRIMARY KEY (run, start_at, id)
);
CREATE TABLE logs (
  run bigint NOT NULL, at double precision NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY,
  level text COLLATE "C" NOT NULL, message text COLLATE "C" NOT NULL, span_id text COLLATE "C", attributes text COLLATE "C",
  PRIMARY KEY (run, at, seq)
);
CREATE TABLE messages (
  run bigint NOT NULL, id text COLLATE "C" NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY,
  json text COLLATE "C" NOT NULL,
  PRIMARY KEY (run, id)
);
`;

/**
 * `log_texts` are the folded log messages of runs in parts, each message after a mark, as
 * `runs/filter/index-entry.ts` makes them; they hold no U+0000 and are not encoded. `unindexed_logs` lists
 * the runs whose messages wait for it: those at `at` or later whose `seq` is greater than every `last_seq`.
 */
const logTables = `
CREATE TABLE log_texts (
  run bigint NOT NULL, part integer NOT NULL, last_seq bigint NOT NULL, text text COLLATE "C" NOT NULL,
  PRIMARY KEY (run, part)
);
CREATE TABLE unindexed_logs (run bigint PRIMARY KEY, at double precision NOT NULL);
`;

/**
 * `counts` may have several rows for one kind, name and status, which add up, so that writers do not wait for
 * each other. In `dictionary` a field followed by `!` means that the list of its values is incomplete.
 * `late_runs` numbers the runs that come or change late (`runs/events/run-state.ts`), in the order of their
 * commits.
 */
const listTables = `
CREATE SEQUENCE changes;
CREATE TABLE counts (
  kind text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, status text COLLATE "C" NOT NULL, n bigint NOT NULL
);
CREATE INDEX counts_name ON counts (kind, name, status);
CREATE TABLE dictionary (
  field text COLLATE "C" NOT NULL, value text COLLATE "C" NOT NULL, PRIMARY KEY (field, value)
);
CREATE SEQUENCE late_places;
CREATE TABLE late_runs (run bigint PRIMARY KEY, place bigint NOT NULL UNIQUE);
`;

/**
 * `writers.key_hash` is the SHA-256 of a writer's key, in hex. `starts` are queued runs that wait for a
 * program; `claimed_by` is the writer that is about to begin one, since `claimed_at`. `offers` are the
 * workflows that a writer begins.
 */
const writerTables = `
CREATE TABLE writers (
  id text COLLATE "C" PRIMARY KEY, sequence bigint NOT NULL DEFAULT 0, heartbeat_at double precision NOT NULL,
  is_lost boolean NOT NULL DEFAULT false, key_hash text
);
CREATE TABLE starts (
  run bigint PRIMARY KEY, workflow text COLLATE "C" NOT NULL, claimed_by text COLLATE "C", claimed_at double precision
);
CREATE INDEX starts_workflow ON starts (workflow, run);
CREATE INDEX starts_claimed ON starts (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE TABLE offers (
  writer text COLLATE "C" NOT NULL, workflow text COLLATE "C" NOT NULL, PRIMARY KEY (writer, workflow)
);

CREATE TABLE tokens (
  id text COLLATE "C" PRIMARY KEY, name text NOT NULL, scopes text[] NOT NULL, hash text NOT NULL,
  created_at double precision NOT NULL, revoked_at double precision
);
`;

/**
 * `failure_marks` are what people keep of groups of failures: see `FailureMark`. `failure_aliases` are the
 * texts of failures before and after a newer version of the signature has signed them.
 */
const failureTables = `
CREATE TABLE failure_aliases (
  former text COLLATE "C" NOT NULL, current text COLLATE "C" NOT NULL, PRIMARY KEY (former, current)
);
CREATE TABLE failure_marks (
  failure text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, note text COLLATE "C", ticket text COLLATE "C",
  muted_until double precision, muted_count double precision, made_by text COLLATE "C", made_at double precision NOT NULL,
  first_at double precision NOT NULL, last_at double precision NOT NULL, shown double precision NOT NULL,
  PRIMARY KEY (failure, kind)
);
`;

/** The schema of version 1, made with the schema as `search_path`. */
export const createTables = runTables + logTables + searchIndexes + listTables + writerTables + failureTables;

export const migrations: readonly Migration[] = [];
