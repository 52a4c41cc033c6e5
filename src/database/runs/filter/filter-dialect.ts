import type { Clause, TextField, TextPattern } from '../../../model/query/query.ts';
import type { Sql } from '../sql-template.ts';
import type { Condition } from './condition.ts';

export type WordClause = Extract<Clause, { type: 'word' }>;
export type PathClause = Extract<Clause, { type: 'path' }>;

/** The fragments that differ between databases, about a row `r` of `runs`; all other SQL is shared. */
export type FilterDialect = {
  readonly isAmong: (value: Sql, texts: readonly string[]) => Sql;
  /** The function that gives the greater of two numbers. */
  readonly greatest: Sql;
  /** A column as people see it: in a run whose process is gone, another value may be stored. */
  readonly shown: (column: 'status' | 'finished_at') => Sql;
  /** Where an index holds how long runs ran that have ended: which runs, and how long. */
  readonly indexedDuration?: { readonly has: Sql; readonly ms: Sql };
  readonly text: (field: TextField, patterns: readonly TextPattern[]) => Condition;
  readonly word: (clause: WordClause) => Condition;
  readonly path: (clause: PathClause) => Condition;
};
