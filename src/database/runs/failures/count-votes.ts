import type { FailureChunk } from '../../../contract/failure-chunk.ts';
import { narrowToGroups } from '../filter/failure-group.ts';
import { raw, type Sql, sql } from '../sql-template.ts';
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
