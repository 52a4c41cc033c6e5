import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { Sql } from '../../query-sql/sql-template.ts';
import { defineStore, type EngineParts } from './define-store.ts';
import {
  type EngineDatabase,
  type EngineDatabaseOptions,
  type EngineSchema,
  openEngineDatabase,
} from './engine-database.ts';
import type { ScanBudget, Signal } from './run-source.ts';
import { type SqlRuns, sqlRuns } from './sql-runs.ts';

/** How the store of an engine in a database is opened. */
export type DatabaseStoreOptions = Pick<EngineDatabaseOptions, 'place' | 'isForeign'> & {
  readonly target: TargetInfo;
  readonly budget?: ScanBudget;
  readonly pollMs?: number;
};

type TableParts<Row> = Omit<EngineParts<Row>, 'runs' | 'find' | 'groups' | 'version' | 'close'> & {
  readonly runs: Omit<SqlRuns<Row>, 'rows'>;
  /** Selects another `version` whenever something has changed. */
  readonly version: (schema: EngineSchema) => Sql;
};

/** Makes a whole store of the tables of an engine. Connects when something is read. */
export function defineTables<Row>(
  { place, isForeign, target, budget, pollMs }: DatabaseStoreOptions,
  known: Pick<EngineDatabaseOptions, 'engine' | 'known'>,
  partsOf: (database: EngineDatabase) => TableParts<Row>,
): RunStore {
  const database = openEngineDatabase({ ...known, place, isForeign });
  const { read, close } = database;
  const { runs, version, ...parts } = partsOf(database);
  return defineStore<Row>(
    target,
    {
      ...sqlRuns({ ...runs, rows: (statement, options) => read(v.unknown(), statement, options) }),
      version: async (options: Signal) => (await read(versionSchema, version, options))[0]?.version ?? '',
      ...{ ...parts, close, pollMs },
    },
    budget,
  );
}

const versionSchema = v.object({ version: v.nullable(v.string()) });
