import type { Database } from 'better-sqlite3';
import type { PendingRun, RunCreated } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import { errorLine } from '../../../model/error-line.ts';
import { isActive, type RunStatus, rawStatus, toStatus } from '../../../model/status.ts';
import { keyOfBand, runsPerBand, toBand } from '../read/run-key.ts';
import type { Counters } from './counters.ts';
import type { DictionaryWriter } from './dictionary.ts';

type Stored = {
  readonly key: number;
  readonly kind: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly finished_at: number | null;
  readonly lost_status: string | null;
};

export type RunRecorder = {
  /** Writes what is new of a run's row; gives its key, or `undefined` when there is no such run. */
  readonly put: (run: PendingRun, owner: number | null) => number | undefined;
};

const insertRun = `
INSERT INTO runs (key, id, kind, name, trigger_type, trigger_label, trigger_raw, trigger_at, actor, project, parent_id, created_at, owner,
  status, status_raw, queued_at, started_at, finished_at, cost_usd, models, services, step_count, message_count, attempt,
  error_name, error_message, error_step)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const fieldColumns = [
  'queued_at',
  'started_at',
  'finished_at',
  'cost_usd',
  'models',
  'services',
  'step_count',
  'message_count',
  'attempt',
] as const;

const updateRun = `
UPDATE runs SET owner = ?, status = coalesce(?, status), status_raw = CASE WHEN ? THEN ? ELSE status_raw END,
  ${fieldColumns.map(column => `${column} = coalesce(?, ${column})`).join(', ')} WHERE key = ?`;

export function createRunRecorder(
  db: Database,
  counters: Counters,
  dictionary: DictionaryWriter,
): RunRecorder {
  const find = db.prepare<[string], Stored>(
    'SELECT key, kind, name, status, finished_at, lost_status FROM runs WHERE id = ?',
  );
  const create = createInserter(db, counters, dictionary);
  const change = createUpdater(db, counters);
  return {
    put({ id, created, fields }, owner) {
      const stored = find.get(id);
      if (!stored && !created) return undefined;
      for (const model of fields.models ?? []) dictionary.note('model', model);
      for (const service of fields.services ?? []) dictionary.note('service', service);
      dictionary.note('error_name', fields.error?.name);
      dictionary.note('error_step', fields.error?.stepName);
      if (!stored) return created && create(created, fields, owner);
      change(stored, fields, owner);
      return stored.key;
    },
  };
}

function createInserter(db: Database, counters: Counters, dictionary: DictionaryWriter) {
  const insert = db.prepare(insertRun);
  const nextKey = createKeyMaker(db);
  return (fact: RunCreated, fields: RunFields, owner: number | null): number => {
    const status = toStatus(fields.status ?? 'queued');
    const key = nextKey(fact.createdAt);
    const { trigger } = fact;
    insert.run(
      ...[key, fact.id, fact.kind, fact.name, trigger.type, trigger.label, trigger.raw],
      ...[toFinite(trigger.at), fact.actor, fact.project, fact.parentId, toFinite(fact.createdAt) ?? 0],
      ...[ownerWhile(status, fields.finishedAt, owner), status, rawStatus(fields.status)],
      ...[...fieldValues(fields), ...errorValues(fields)],
    );
    counters.add({ kind: fact.kind, name: fact.name, status }, 1);
    dictionary.note('project', fact.project);
    dictionary.note('actor', fact.actor);
    dictionary.note('trigger_type', trigger.type);
    dictionary.note('trigger_label', trigger.label);
    dictionary.note('trigger_raw', trigger.raw);
    return key;
  };
}

/** A run that was filed as lost and moves again was not: the loss is taken back. */
function createUpdater(db: Database, counters: Counters) {
  const update = db.prepare(updateRun);
  const setError = db.prepare(
    'UPDATE runs SET error_name = ?, error_message = ?, error_step = ? WHERE key = ?',
  );
  const revive = db.prepare(
    'UPDATE runs SET lost_status = NULL, error_name = NULL, error_message = NULL, finished_at = NULL WHERE key = ?',
  );
  const forgetLoss = db.prepare('UPDATE details SET error_value = NULL, error_message = NULL WHERE key = ?');
  return (stored: Stored, fields: RunFields, owner: number | null): void => {
    const { key } = stored;
    const status = fields.status === undefined ? stored.status : toStatus(fields.status);
    const isRevived = fields.status !== undefined && stored.lost_status !== null;
    if (isRevived) {
      revive.run(key);
      forgetLoss.run(key);
    }
    const finishedAt = fields.finishedAt ?? (isRevived ? undefined : (stored.finished_at ?? undefined));
    const hasStatus = fields.status === undefined ? 0 : 1;
    update.run(
      ...[ownerWhile(status, finishedAt, owner), hasStatus ? status : null],
      ...[hasStatus, rawStatus(fields.status), ...fieldValues(fields), key],
    );
    if (fields.error) setError.run(...errorValues(fields), key);
    if (status === stored.status) return;
    counters.add(stored, -1);
    counters.add({ ...stored, status }, 1);
  };
}

/** Finds the next free key of a run's millisecond, or of a later one when it is full. */
function createKeyMaker(db: Database): (createdAt: number) => number {
  const lastOf = db
    .prepare<[number, number], number | null>('SELECT max(key) FROM runs WHERE key >= ? AND key < ?')
    .pluck();
  const widen = db.prepare("UPDATE meta SET value = max(value, ?) WHERE name = 'spill'");
  return createdAt => {
    const wanted = toBand(createdAt);
    for (let band = wanted; ; band += 1) {
      const first = keyOfBand(band);
      const last = lastOf.get(first, first + runsPerBand) ?? first - 1;
      if (last >= first + runsPerBand - 1) continue;
      if (band > wanted) widen.run(band - wanted);
      return last + 1;
    }
  };
}

function ownerWhile(status: RunStatus, finishedAt: number | undefined, owner: number | null): number | null {
  return isActive({ status, finishedAt }) ? owner : null;
}

/** In the order of `fieldColumns`. */
function fieldValues(fields: RunFields): unknown[] {
  return [
    toFinite(fields.queuedAt),
    toFinite(fields.startedAt),
    toFinite(fields.finishedAt),
    toFinite(fields.costUsd),
    fields.models && JSON.stringify(fields.models),
    fields.services && JSON.stringify(fields.services),
    toFinite(fields.stepCount),
    toFinite(fields.messageCount),
    toFinite(fields.attempt),
  ];
}

function errorValues({ error }: RunFields): unknown[] {
  if (!error) return [null, null, null];
  return [error.name, errorLine(error.message ?? ''), error.stepName];
}

function toFinite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
