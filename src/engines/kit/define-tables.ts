import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { defineStore, type EngineParts } from './define-store.ts';
import {
  type CheckedTables,
  type EngineDatabase,
  type EngineDatabaseOptions,
  openEngineDatabase,
  type Statement,
} from './engine-database.ts';
import type { ScanBudget, Signal } from './run-source.ts';
import { type SqlRuns, sqlRuns } from './sql-runs.ts';

export type DatabaseStoreOptions = Omit<EngineDatabaseOptions, 'engine'> & {
  readonly target: TargetInfo;
  readonly budget?: ScanBudget;
  readonly pollMs?: number;
};

type TableParts<Row> = Omit<EngineParts<Row>, 'runs' | 'find' | 'groups' | 'version' | 'check' | 'close'> & {
  readonly runs: Omit<SqlRuns<Row>, 'read'>;
  /** Selects another `version` whenever something has changed. */
  readonly version: Statement;
  readonly checked?: CheckedTables;
};

/** Connects when something is read. */
export function defineTables<Row>(
  { place, isForeign, known, target, budget, pollMs }: DatabaseStoreOptions,
  partsOf: (database: EngineDatabase) => TableParts<Row>,
): RunStore {
  const database = openEngineDatabase({ engine: target.kind, known, place, isForeign });
  const { read, close } = database;
  const { runs, version, checked, ...parts } = partsOf(database);
  const { lacks } = parts;
  return defineStore<Row>(
    target,
    {
      ...sqlRuns({ ...runs, read, lacks: lacks?.fields }),
      version: async (options: Signal) => (await read(versionSchema, version, options))[0]?.version ?? '',
      ...(checked ? { check: (options: Signal) => database.check(checked, options) } : {}),
      ...{ ...parts, close, pollMs },
    },
    budget,
  );
}

const versionSchema = v.object({ version: v.nullable(v.string()) });
