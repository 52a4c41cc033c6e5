import type { Clause, TextField, TextPattern } from '../../../model/query/query.ts';
import type { Sql } from '../sql-template.ts';
import type { Condition } from './condition.ts';

export type WordClause = Extract<Clause, { type: 'word' }>;
export type PathClause = Extract<Clause, { type: 'path' }>;

/** By what the running time is divided, NULL where nothing is usual; and the least of all that. */
export type UsualSql = { readonly divisor: Sql; readonly leastDivisor: number };

/** The fragments about a row `r` of `runs` that differ between databases. */
export type FilterDialect = {
  readonly isAmong: (value: Sql, texts: readonly string[]) => Sql;
  /** The function for the greater of two numbers. */
  readonly greatest: Sql;
  /** A column as shown: a lost run may have another stored value. */
  readonly shown: (column: 'status' | 'finished_at') => Sql;
  /** The indexed duration of ended runs, if any: which runs have one, and its value. */
  readonly indexedDuration?: { readonly has: Sql; readonly ms: Sql };
  /** The same for the running time. */
  readonly indexedRunning?: { readonly has: Sql; readonly ms: Sql };
  /** A column about how long a run slept or waited. */
  readonly paused: (column: 'paused_ms' | 'paused_at') => Sql;
  /** What is usual for the workflow of the run; only where the query or the order needs it. */
  readonly usual: () => UsualSql;
  readonly text: (field: TextField, patterns: readonly TextPattern[]) => Condition;
  readonly word: (clause: WordClause) => Condition;
  readonly path: (clause: PathClause) => Condition;
};
