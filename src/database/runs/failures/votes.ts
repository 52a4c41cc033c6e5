import type { FailureChunk } from '../../../contract/failures.ts';
import { type FailureText, signatureOf } from '../../../model/failure/failure-text.ts';
import { createPlaceCheck } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { isFailureClause, narrowToGroups } from '../filter/failure-group.ts';
import { isFailed } from './failure-conditions.ts';
import { foldFailures } from './fold-failures.ts';
import { signed } from './sign-row.ts';
import { toVote } from './to-tallies.ts';

export type VoteCount = { readonly failure: string; readonly n: number };

/** Counts all failures of signatures, for a vote of more than can be stepped through. */
export function countVotes(source: string, signatures: readonly string[]): Sql {
  return sql`SELECT r.failure, count(*) AS n FROM ${raw(source)} WHERE ${raw(signed)} AND ${narrowToGroups(signatures)} GROUP BY r.failure`;
}

export async function toVotes(counts: readonly VoteCount[], signal?: AbortSignal): Promise<FailureChunk> {
  const nowhere = { name: '', first: 0, last: 0, times: [] };
  const counted = counts.map(({ failure, n }) => ({ ...nowhere, failure, count: n }));
  const folded = await foldFailures(counted, signal);
  return { tallies: folded.map(({ failure, count }) => toVote(failure, count)) };
}

/** The signatures of a query that names nothing but whole signatures. */
export function votedSignatures({ clauses }: Query): readonly string[] | undefined {
  const [clause, ...others] = clauses.filter(one => !isFailed(one));
  if (!clause || !isFailureClause(clause) || clause.negated || others.length > 0) return undefined;
  const ids = clause.values.map(({ text }) => text);
  return ids.every(id => /^[\da-z]+$/.test(id)) ? ids : undefined;
}

/** The texts whose number of failures matters in a vote; each other text has one vote. */
export function textsToCount(texts: readonly FailureText[]): readonly FailureText[] {
  return [...Map.groupBy(texts, signatureOf).values()].filter(needCounts).flat();
}

function needCounts(texts: readonly FailureText[]): boolean {
  const { add, needsCounts } = createPlaceCheck();
  for (const text of texts) add(text);
  return needsCounts();
}
