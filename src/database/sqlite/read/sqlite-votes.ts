import type { FailureChunk } from '../../../contract/run-store.ts';
import { type FailureTally, toTally } from '../../../model/failure/failure-tally.ts';
import { countsInVote, textsInVote } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import { hasRunColumn } from '../sqlite-schema.ts';
import type { Reader } from './reader.ts';
import { type RunRow, runColumns, toSummary } from './sqlite-run-row.ts';

/** Steps from failure to failure of whole signatures; `undefined` for any other question. */
export function readVotes(query: Query, reader: Reader): FailureChunk | undefined {
  const signatures = signaturesOf(query);
  if (!signatures || !hasRunColumn('failure', reader.version)) return undefined;
  return { tallies: signatures.flatMap(signature => votesOf(signature, reader)) };
}

function signaturesOf({ clauses }: Query): readonly string[] | undefined {
  const [clause, ...others] = clauses.filter(({ type }) => type !== 'status');
  if (clause?.type !== 'text' || clause.field !== 'failure' || clause.negated || others.length > 0)
    return undefined;
  const ids = clause.values.map(({ text }) => text);
  return ids.every(id => !id.includes('.')) ? ids : undefined;
}

const signed = "runs r INDEXED BY runs_failure WHERE r.status = 'failed'";

function votesOf(signature: string, reader: Reader): readonly FailureTally[] {
  const next = reader.prepare<RunRow & { failure: string }>(
    `SELECT ${runColumns(reader.version).sql} FROM ${signed}
      AND r.failure >= ? AND r.failure > ? AND r.failure < ? ORDER BY r.failure LIMIT 1`,
  );
  const count = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${signed} AND r.failure = ? LIMIT ${countsInVote})`,
  );
  const tallies: FailureTally[] = [];
  let after = '';
  while (tallies.length < textsInVote) {
    const row = next.get(signature, after, `${signature}/`);
    const tally = row && toTally(toSummary(row, new Map()));
    if (!tally) break;
    after = row.failure;
    tallies.push({ ...tally, count: count.get(after)?.n ?? 1 });
  }
  return tallies;
}
