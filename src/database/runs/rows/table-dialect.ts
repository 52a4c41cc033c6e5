import type { RunInclude } from '../../../contract/run-store.ts';
import type { PayloadRoot } from '../../../model/query/query.ts';
import type { RunKind } from '../../../model/run.ts';
import type { Sql } from '../../../query-sql/sql-template.ts';
import type { Reading } from '../reading.ts';
import type { WholeRun } from './stored-run.ts';

export type StatusCount = { readonly status: string; readonly n: number };
export type NameCount = StatusCount & { readonly kind: RunKind; readonly name: string };

export type RecentPayloads = { readonly runs: number; readonly bytesOfEach: number };

/** The statements that depend on a database's tables; all others are shared. */
export type TableDialect = {
  /** The number of runs by shown status; rows of one status add up. */
  readonly statusCounts: () => Reading<readonly StatusCount[]>;
  /** Those numbers by kind, name and status. */
  readonly nameCounts: () => Reading<readonly NameCount[]>;
  /** Selects `kind`, `name` and `at`, the creation time of its newest run. */
  readonly lastCreated: Sql;
  /** The workflows that running programs offer. */
  readonly offers: () => Reading<readonly { readonly workflow: string }[]>;
  /** The indexed order of `runs`, newest first. */
  readonly newestFirst: Sql;
  /** `runs r`, read along the index of failures. */
  readonly failuresInOrder: Sql;
  /** Selects as `value` the payloads of so many recent runs, newest first, without larger ones. */
  readonly recentPayloads: (name: PayloadRoot, most: RecentPayloads) => Sql;
  /** A column of JSON text; with lazy payloads, large texts may be their bytes. */
  readonly payload: (column: string, include: RunInclude) => Sql;
  readonly wholeRun: (id: string, include: RunInclude) => Reading<WholeRun | undefined>;
};
