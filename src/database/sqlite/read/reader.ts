import type { Database, Statement } from 'better-sqlite3';
import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { keepRecent } from '../../../model/keep-recent.ts';
import type { Pieces } from '../../../model/pieces.ts';
import type { Usual } from '../../../model/run.ts';
import {
  recentSuccesses,
  type WorkflowName,
  type WorkflowUsual,
  workflowKey,
} from '../../../model/usual/usual.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import type { DictionaryField } from '../../runs/events/dictionary.ts';
import {
  listNames,
  listSearchedValues,
  listValues,
  type SearchedValues,
} from '../../runs/filter/listed-values.ts';
import { type Reading, runReading } from '../../runs/reading.ts';
import { type TimesRow, usualOfRows } from '../../runs/rows/summary-row.ts';
import { createCellCheck } from '../cell-check.ts';
import { findDeadOwners } from '../lost-owners.ts';
import type { DeadOwners } from './sqlite-run-row.ts';

export type Reader = ReturnType<typeof createReader>;

type Prepared = { readonly statement: Statement<unknown[], unknown>; readonly check: (row: unknown) => void };

const deadOwnersLiveMs = 250;

export function createReader(db: Database, maxStatements = 200) {
  const statements = keepRecent<string, Prepared>(maxStatements);
  const find = (sql: string) => {
    let found = statements.get(sql);
    if (!found) {
      const statement = db.prepare<unknown[], unknown>(sql);
      found = { statement, check: createCellCheck(statement) };
      statements.set(sql, found);
    }
    return found;
  };
  const prepare = <Row>(sql: string) => find(sql).statement as Statement<unknown[], Row>;
  const all = <Row>({ sql, values }: Sql) => {
    const { statement, check } = find(sql);
    const rows = statement.all(...values);
    rows.forEach(check);
    return rows as readonly Row[];
  };
  let dead: { readonly at: number; readonly owners: DeadOwners } | undefined;

  const atOnce = <T>(read: () => T): T => {
    db.exec('BEGIN');
    try {
      return read();
    } finally {
      if (db.inTransaction) db.exec('COMMIT');
    }
  };

  return {
    db,
    usual: createUsualReader(all),
    prepare,
    all,
    read: <Result>(reading: Reading<Result>): Result => atOnce(() => runReading(reading, all)),
    deadOwners(): DeadOwners {
      const at = performance.now();
      if (!dead || at - dead.at > deadOwnersLiveMs) {
        dead = {
          at,
          owners: new Map(findDeadOwners(db, Date.now()).map(owner => [owner.id, owner.lastSeenAt])),
        };
      }
      return dead.owners;
    },
    meta: (name: 'change' | 'spill') =>
      prepare<{ value: number }>('SELECT value FROM meta WHERE name = ?').get(name)?.value ?? 0,
    /** Whether searching `words` for a prefix would take too long. */
    isCommonPrefix: createCommonPrefixes(db),
    searchedValues: (): SearchedValues => runReading(listSearchedValues(), all),
    /** Every value of a field; `undefined` if there are too many to list. */
    valuesOf: (field: DictionaryField | 'name'): readonly string[] | undefined =>
      runReading(field === 'name' ? listNames() : listValues([field]), all),
    atOnce,
    /** Each piece reads in a transaction of its own, between which the thread can yield. */
    async inPieces<T>(work: Pieces<T>, signal: AbortSignal): Promise<T> {
      const yielding = createYielding(signal);
      for (;;) {
        const piece = atOnce(() => work.next());
        if (piece.done) return piece.value;
        if (yielding.isDue()) await yielding.yieldNow();
      }
    },
  };
}

/** FTS5 merges the lists of all words with a prefix before the first match, and cannot be stopped. */
const mostPayloads = 150_000;
const mostMs = 20;
const knownForMs = 60_000;
const maxKnown = 500;

type Known = { readonly isCommon: boolean; readonly at: number };
type TermRow = { readonly doc: number };

function createCommonPrefixes(db: Database): (prefix: string) => boolean {
  const known = keepRecent<string, Known>(maxKnown);
  let terms: Statement<[string, string], TermRow> | undefined;

  /** A table of the connection's own temporary database, so that a reader can make it. */
  function listTerms(): Statement<[string, string], TermRow> {
    db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_terms USING fts5vocab('main', 'words', 'row')");
    return db.prepare('SELECT doc FROM temp.word_terms WHERE term >= ? AND term < ?');
  }

  function isCommon(prefix: string): boolean {
    terms ??= listTerms();
    const endAt = performance.now() + mostMs;
    let payloads = 0;
    for (const { doc } of terms.iterate(prefix, `${prefix}\u{10ffff}`)) {
      payloads += doc;
      if (payloads > mostPayloads || performance.now() > endAt) return true;
    }
    return false;
  }

  return prefix => {
    const at = performance.now();
    const last = known.get(prefix);
    if (last && at - last.at < knownForMs) return last.isCommon;
    const next = { isCommon: isCommon(prefix), at };
    known.set(prefix, next);
    return next.isCommon;
  };
}

type ReadRows = <Row>(statement: Sql) => readonly Row[];
type Counted = WorkflowName & { readonly n: number };

const mostKept = 20_000;

/** Keeps what is usual for a workflow until its number of successes changes. */
function createUsualReader(all: ReadRows): (workflows?: readonly WorkflowName[]) => readonly WorkflowUsual[] {
  const kept = keepRecent<string, { readonly n: number; readonly usual?: Usual }>(mostKept);

  function usualOf(workflow: WorkflowName, n: number): Usual | undefined {
    const key = workflowKey(workflow);
    const known = kept.get(key);
    if (known?.n === n) return known.usual;
    const usual = usualOfRows(all<TimesRow>(newestSuccesses(workflow)));
    kept.set(key, { n, usual });
    return usual;
  }

  return workflows => {
    const counted = workflows ? workflows.flatMap(one => all<Counted>(countOf(one))) : all<Counted>(countAll);
    return counted.flatMap(({ n, ...workflow }) => {
      const usual = usualOf(workflow, n);
      return usual ? [{ ...workflow, usual }] : [];
    });
  };
}

const countAll = raw("SELECT kind, name, n FROM counts WHERE status = 'success' AND n > 0");

function countOf({ kind, name }: WorkflowName): Sql {
  return sql`${countAll} AND kind = ${kind} AND name = ${name}`;
}

function newestSuccesses({ kind, name }: WorkflowName): Sql {
  return sql`SELECT r.started_at, r.finished_at, r.paused_ms, r.paused_at FROM runs r INDEXED BY runs_name
    WHERE r.name = ${name} AND r.status = 'success' AND r.kind = ${kind} ORDER BY r.key DESC LIMIT ${recentSuccesses}`;
}
