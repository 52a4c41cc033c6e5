import type { FailureChunk } from '../../../contract/failure-chunk.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import { countsInVote } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import { signed } from '../../runs/failures/sign-row.ts';
import {
  countVotes,
  textsToCount,
  toVotes,
  type VoteCount,
  votedSignatures,
} from '../../runs/failures/votes.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';

type TextRow = { readonly failure: FailureText };

const most = { texts: 1_500, counted: 300 };

/** Steps from text to text of whole signatures, or counts all; `undefined` for other questions. */
export async function readVotes(db: Database, query: Query): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  if (!signatures) return undefined;
  const rows = await db.rows<TextRow>(textsOf(signatures));
  const texts = rows.map(({ failure }) => failure);
  const counted = texts.length <= most.texts ? textsToCount(texts) : undefined;
  if (!counted || counted.length > most.counted)
    return toVotes(await db.rowsOnce<VoteCount>(countVotes('runs r', signatures)), db.signal);
  const counts = await countsOf(db, counted);
  return toVotes(
    texts.map(failure => ({ failure, n: counts.get(failure) ?? 1 })),
    db.signal,
  );
}

function textsOf(signatures: readonly string[]): Sql {
  const next = (after: string) =>
    `SELECT r.failure FROM runs r WHERE ${signed} AND r.failure ${after} AND r.failure < s.signature || '/' ORDER BY r.failure LIMIT 1`;
  const limit = most.texts + 1;
  const steps = `WITH RECURSIVE step(failure, n) AS (
      (SELECT f.failure, 1 FROM (${next('>= s.signature')}) f)
      UNION ALL SELECT f.failure, step.n + 1 FROM step CROSS JOIN LATERAL (${next('> step.failure')}) f WHERE step.n < ${limit}
    ) SELECT failure FROM step`;
  return sql`SELECT t.failure FROM unnest(${signatures}::text[]) s(signature) CROSS JOIN LATERAL (${raw(steps)}) t LIMIT ${raw(String(limit))}`;
}

async function countsOf(
  db: Database,
  texts: readonly FailureText[],
): Promise<ReadonlyMap<FailureText, number>> {
  if (texts.length === 0) return new Map();
  const count = `SELECT count(*) FROM (SELECT FROM runs r WHERE ${signed} AND r.failure = t.failure LIMIT ${countsInVote}) c`;
  const rows = await db.rows<VoteCount>(
    sql`SELECT t.failure, (${raw(count)}) AS n FROM unnest(${texts}::text[]) t(failure)`,
  );
  return new Map(rows.map(({ failure, n }) => [failure, n]));
}
