import type { Database } from 'better-sqlite3';
import type { RunCreated } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import { statusInfo } from '../../../model/status.ts';
import { isErrorReworded } from '../../runs/events/error-columns.ts';
import { createdColumns, fieldColumns } from '../../runs/events/recorded-columns.ts';
import {
  type CountChanges,
  isChangeAfterEnd,
  isLateArrival,
  isRevived,
  type RunState,
  type StoredState,
  stateColumns,
  storedStateColumns,
} from '../../runs/events/run-state.ts';
import { createCellCheck, damagedCell } from '../cell-check.ts';
import { keyOfBand, runsPerBand, toBand } from '../sqlite-schema.ts';
import { bindColumns, namesOf, placeholders } from './sqlite-parts.ts';

export type StoredRun = StoredState & {
  readonly key: number;
  readonly kind: string;
  readonly owner: number | null;
};

/** A change of a run's row: state and owner are always written, fields only where present. */
type RunChange = { readonly state: RunState; readonly owner: number | null; readonly fields: RunFields };

/** Writes inside a transaction, and queues the texts of runs for indexing. */
type RunRows = {
  readonly find: (id: string) => StoredRun | undefined;
  readonly ownedBy: (owner: number) => readonly StoredRun[];
  readonly lostOf: (writer: string) => readonly StoredRun[];
  readonly insert: (created: RunCreated, change: RunChange) => number;
  readonly update: (stored: StoredRun, change: RunChange) => void;
};

export function createRunRows(db: Database, counts: CountChanges): RunRows {
  const columns = `${storedStateColumns}, r.owner`;
  const select = (source: string) => {
    const statement = db.prepare<unknown[], StoredRun>(`SELECT ${columns} FROM ${source}`);
    const check = createCellCheck(statement);
    return (param: string | number) => statement.all(param).map(row => requireStatus(check(row)));
  };
  const find = select('runs r WHERE r.id = ?');
  return {
    find: id => find(id)[0],
    ownedBy: owner => select('runs r WHERE r.owner = ?')(owner),
    lostOf: writer =>
      select('lost l JOIN runs r ON r.key = l.key WHERE l.writer = ? AND r.lost_status IS NOT NULL')(writer),
    insert: createInserter(db, counts),
    update: createUpdater(db, counts),
  };
}

function requireStatus(run: StoredRun): StoredRun {
  if (!Object.hasOwn(statusInfo, run.status)) throw damagedCell('status');
  return run;
}

function createInserter(db: Database, counts: CountChanges): RunRows['insert'] {
  const columns = [...createdColumns, ...stateColumns, ...fieldColumns];
  const insert = db.prepare(
    `INSERT INTO runs (key, owner, ${namesOf(columns)}) VALUES (${placeholders(columns.length + 2)})`,
  );
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const nextKey = createKeyMaker(db);
  const markLate = createLateMarker(db);
  return (created, { state, owner, fields }) => {
    const key = nextKey(created.createdAt);
    insert.run(
      ...[key, owner, ...bindColumns(createdColumns, created)],
      ...[...bindColumns(stateColumns, state), ...bindColumns(fieldColumns, fields)],
    );
    enqueue.run(key);
    if (isLateArrival(created, Date.now())) markLate(key);
    counts.added({ kind: created.kind, name: created.name, status: state.status });
    return key;
  };
}

function createUpdater(db: Database, counts: CountChanges): RunRows['update'] {
  const update = db.prepare(
    `UPDATE runs SET owner = ?, ${stateColumns.map(({ name }) => `${name} = ?`).join(', ')},
      ${fieldColumns.map(({ name }) => `${name} = coalesce(?, ${name})`).join(', ')} WHERE key = ?`,
  );
  const forgetLoss = db.prepare('UPDATE details SET error_value = NULL, error_message = NULL WHERE key = ?');
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const markLate = createLateMarker(db);
  return (stored, { state, owner, fields }) => {
    const { key } = stored;
    update.run(...[owner, ...bindColumns(stateColumns, state), ...bindColumns(fieldColumns, fields), key]);
    if (isRevived(stored, state)) forgetLoss.run(key);
    if (isErrorReworded(state, stored)) enqueue.run(key);
    if (isChangeAfterEnd(stored, state)) markLate(key);
    counts.changed(stored, state.status);
  };
}

/** Finds the next free key of a run's millisecond, or of a later one when it is full. */
function createKeyMaker(db: Database): (createdAt: number) => number {
  const greatestIn = (table: string) =>
    db
      .prepare<[number, number], number | null>(`SELECT max(key) FROM ${table} WHERE key >= ? AND key < ?`)
      .pluck();
  const tables = ['runs', 'removed'].map(greatestIn);
  const widen = db.prepare("UPDATE meta SET value = max(value, ?) WHERE name = 'spill'");
  return createdAt => {
    const wanted = toBand(createdAt);
    for (let band = wanted; ; band += 1) {
      const first = keyOfBand(band);
      const end = first + runsPerBand;
      const last = Math.max(...tables.map(greatest => greatest.get(first, end) ?? first - 1));
      if (last >= end - 1) continue;
      if (band > wanted) widen.run(band - wanted);
      return last + 1;
    }
  };
}

/** Increments the counter by which readers notice a change. */
export function bumpChange(db: Database): void {
  createBump(db)();
}

export function createBump(db: Database): () => void {
  const bump = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'");
  return () => void bump.run();
}

export function createLateMarker(db: Database): (key: number) => void {
  const count = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'late'");
  const mark = db.prepare("INSERT OR REPLACE INTO late_runs SELECT ?, value FROM meta WHERE name = 'late'");
  return key => {
    count.run();
    mark.run(key);
  };
}

export function createCountWriter(db: Database): (counts: CountChanges) => void {
  const put = db.prepare(
    'INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const putTotal = db.prepare(
    'INSERT INTO totals VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  return counts => {
    const totals = new Map<string, number>();
    for (const { run, n } of counts.take()) {
      put.run(run.kind, run.name, run.status, n);
      totals.set(run.status, (totals.get(run.status) ?? 0) + n);
    }
    for (const [status, n] of totals) if (n !== 0) putTotal.run(status, n);
  };
}
