import type { RunKind } from '../../model/run.ts';
import type { Reading } from './reading.ts';
import type { WholeRun } from './rows/stored-run.ts';
import type { Sql } from './sql-template.ts';

export type StatusCount = { readonly status: string; readonly n: number };
export type NameCount = StatusCount & { readonly kind: RunKind; readonly name: string };

/** The statements that differ between databases because their tables do; all others are shared. */
export type TableDialect = {
  /** How many runs there are of each status, as people see it; rows of one status add up. */
  readonly statusCounts: () => Reading<readonly StatusCount[]>;
  /** The same of each kind, name and status. */
  readonly nameCounts: () => Reading<readonly NameCount[]>;
  /** Selects `kind`, `name`, and `at`: when its newest run was created. */
  readonly lastCreated: Sql;
  /** The order of `runs`, newest first, as an index holds it. */
  readonly newestFirst: Sql;
  readonly wholeRun: (id: string) => Reading<WholeRun | undefined>;
};
