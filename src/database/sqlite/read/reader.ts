import type { Database, Statement } from 'better-sqlite3';
import type { WorkflowName, WorkflowUsual } from '../../../model/usual/usual.ts';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';
import {
  listNames,
  listSearchedValues,
  listValues,
  type SearchedValues,
} from '../../runs/filter/listed-values.ts';
import { keepRecent } from '../../runs/keep-recent.ts';
import { type Reading, runReading } from '../../runs/reading.ts';
import type { Sql } from '../../runs/sql-template.ts';
import { createCellCheck } from '../cell-check.ts';
import { findDeadOwners } from '../lost-owners.ts';
import { createCommonPrefixes } from './common-prefix.ts';
import type { DeadOwners } from './sqlite-run-row.ts';
import { createUsualReader } from './sqlite-usual.ts';

/** A read-only connection with its prepared statements. */
export type Reader = {
  readonly db: Database;
  /** Reuses the statements used last. */
  readonly prepare: <Row>(sql: string) => Statement<unknown[], Row>;
  readonly all: <Row>(statement: Sql) => readonly Row[];
  /** Runs all statements of a reading on one snapshot. */
  readonly read: <Result>(reading: Reading<Result>) => Result;
  readonly deadOwners: () => DeadOwners;
  readonly meta: (name: 'change' | 'spill') => number;
  /** Every value of a field; `undefined` if there are too many to list. */
  readonly valuesOf: (field: DictionaryField | 'name') => readonly string[] | undefined;
  readonly searchedValues: () => SearchedValues;
  /** Whether too many payloads have a word that begins with the text to search the index of words for it. */
  readonly isCommonPrefix: (prefix: string) => boolean;
  /** What is usual for some workflows, or for all. */
  readonly usual: (workflows?: readonly WorkflowName[]) => readonly WorkflowUsual[];
  /** Runs `read` on one snapshot. */
  readonly atOnce: <T>(read: () => T) => T;
};

type Prepared = {
  readonly statement: Statement<unknown[], unknown>;
  readonly check: (row: unknown) => void;
};

const deadOwnersLiveMs = 250;

export function createReader(db: Database, maxStatements = 200): Reader {
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

  const atOnce: Reader['atOnce'] = read => {
    db.exec('BEGIN');
    try {
      return read();
    } finally {
      if (db.inTransaction) db.exec('COMMIT');
    }
  };

  const usual = createUsualReader(all);

  return {
    db,
    usual,
    prepare,
    all,
    read: reading => atOnce(() => runReading(reading, all)),
    deadOwners() {
      const at = performance.now();
      if (!dead || at - dead.at > deadOwnersLiveMs) {
        dead = {
          at,
          owners: new Map(findDeadOwners(db, Date.now()).map(owner => [owner.id, owner.lastSeenAt])),
        };
      }
      return dead.owners;
    },
    meta: name => prepare<{ value: number }>('SELECT value FROM meta WHERE name = ?').get(name)?.value ?? 0,
    isCommonPrefix: createCommonPrefixes(db),
    searchedValues: () => runReading(listSearchedValues(), all),
    valuesOf: field => runReading(field === 'name' ? listNames() : listValues([field]), all),
    atOnce,
  };
}
