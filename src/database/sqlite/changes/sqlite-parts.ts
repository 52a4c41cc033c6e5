import type { Database } from 'better-sqlite3';
import type { PendingRun } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import {
  detailColumns,
  logColumns,
  messageColumns,
  type RecordedColumn,
  replaceColumns,
  spanColumns,
  stepColumns,
  toFinite,
} from '../../runs/events/recorded-columns.ts';

type RunParts = {
  readonly putPayloads: (key: number, fields: RunFields) => void;
  readonly put: (key: number, run: PendingRun) => void;
};

export function createRunParts(db: Database): RunParts {
  const nextSeq = createSequence();
  const step = createPut(db, 'steps', stepColumns, { key: ['run', 'id'], nextSeq });
  const span = createPut(db, 'spans', spanColumns, { key: ['run', 'start_at', 'id'] });
  const log = createPut(db, 'logs', logColumns, { nextSeq });
  const message = createPut(db, 'messages', messageColumns, { key: ['run', 'id'], nextSeq });
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const enqueueLogs = db.prepare(`INSERT INTO unindexed_logs VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET at = min(at, excluded.at), seq = min(seq, excluded.seq)`);
  return {
    putPayloads: createPayloadPut(db),
    put(key, run) {
      for (const event of run.steps.values()) step(key, event);
      for (const event of run.spans.values()) span(key, event);
      if (run.logs.length > 0) enqueueLogs.run(key, earliestOf(run.logs), nextSeq());
      for (const event of run.logs) log(key, event);
      for (const event of run.messages.values()) message(key, event);
      if (run.messages.size > 0) enqueue.run(key);
    },
  };
}

/** A spread would overflow the stack, because a batch may have very many logs. */
function earliestOf(logs: PendingRun['logs']): number {
  return logs.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
}

function createPayloadPut(db: Database): RunParts['putPayloads'] {
  const input = db.prepare('INSERT OR REPLACE INTO inputs VALUES (?, ?)');
  const output = db.prepare('INSERT OR REPLACE INTO outputs VALUES (?, ?)');
  const details = db.prepare(
    `INSERT INTO details (key, ${namesOf(detailColumns)}) VALUES (${placeholders(detailColumns.length + 1)})
    ON CONFLICT DO UPDATE SET ${detailColumns.map(({ name }) => `${name} = coalesce(excluded.${name}, ${name})`).join(', ')}`,
  );
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  return (key, fields) => {
    if (fields.input !== undefined) input.run(key, fields.input);
    if (fields.output !== undefined) output.run(key, fields.output);
    if (fields.error || fields.usage || fields.cancelOutcome !== undefined)
      details.run(key, ...bindColumns(detailColumns, fields));
    if (fields.input !== undefined || fields.output !== undefined || fields.error) enqueue.run(key);
  };
}

type PutOptions = {
  /** Identifies an existing part to replace, which keeps its sequence number. */
  readonly key?: readonly string[];
  readonly nextSeq?: () => number;
};

function createPut<Part>(
  db: Database,
  table: string,
  columns: readonly RecordedColumn<Part>[],
  { key, nextSeq }: PutOptions,
): (run: number, part: Part) => void {
  const own = nextSeq ? ['run', 'seq'] : ['run'];
  const names = [...own, namesOf(columns)].join(', ');
  const conflict = key ? `ON CONFLICT DO UPDATE SET ${replaceColumns(key, columns)}` : '';
  const put = db.prepare(
    `INSERT INTO ${table} (${names}) VALUES (${placeholders(own.length + columns.length)}) ${conflict}`,
  );
  return (run, part) => {
    const values = bindColumns(columns, part);
    if (nextSeq) put.run(run, nextSeq(), ...values);
    else put.run(run, ...values);
  };
}

/** Increasing numbers, also across processes that write one after another. */
function createSequence(): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1_000);
    return last;
  };
}

export function namesOf(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(', ');
}

export function placeholders(count: number): string {
  return Array(count).fill('?').join(', ');
}

export function bindColumns<Row>(columns: readonly RecordedColumn<Row>[], row: Row): unknown[] {
  return columns.map(column => toBound(column, row));
}

function toBound<Row>(column: RecordedColumn<Row>, row: Row): unknown {
  switch (column.type) {
    case 'text':
      return column.get(row);
    case 'number':
      return toFinite(column.get(row));
    case 'list':
      return JSON.stringify(column.get(row) ?? undefined);
  }
}
