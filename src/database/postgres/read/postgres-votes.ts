import type { FailureChunk } from '../../../contract/run-store.ts';
import { countsInVote, textsInVote } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import { countVotes, toVotes, type VoteCount } from '../../runs/failures/count-votes.ts';
import { signed, unsigned } from '../../runs/failures/signed-rows.ts';
import { mostUnsignedInVote, votedSignatures } from '../../runs/failures/voted-signatures.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';

type StepRow = VoteCount & { readonly signature: string };

const mostSteps = 500;

/** Steps from failure to failure of whole signatures, or counts many; `undefined` for other questions. */
export async function readVotes(db: Database, query: Query): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  if (!signatures || (await hasSomeUnsigned(db))) return undefined;
  const steps = await db.rows<StepRow>(stepsOf(signatures));
  const perSignature = Map.groupBy(steps, ({ signature }) => signature);
  const isWhole = [...perSignature.values()].every(({ length }) => length <= textsInVote);
  if (isWhole && steps.length <= mostSteps) return toVotes(steps, db.signal);
  return toVotes(await db.rowsOnce<VoteCount>(countVotes('runs r', signatures)), db.signal);
}

/** So few that they can vote, too. */
async function hasSomeUnsigned(db: Database): Promise<boolean> {
  const [row] = await db.rows<{ n: number }>(
    raw(`SELECT count(*) AS n FROM (SELECT FROM runs r WHERE ${unsigned} LIMIT ${mostUnsignedInVote + 1}) u`),
  );
  const n = row?.n ?? 0;
  return n > 0 && n <= mostUnsignedInVote;
}

function stepsOf(signatures: readonly string[]): Sql {
  const next = (after: string) =>
    `SELECT r.failure FROM runs r WHERE ${signed} AND r.failure ${after} AND r.failure < s.signature || '/' ORDER BY r.failure LIMIT 1`;
  const steps = `WITH RECURSIVE step(failure, n) AS (
      (SELECT f.failure, 1 FROM (${next('>= s.signature')}) f)
      UNION ALL SELECT f.failure, step.n + 1 FROM step CROSS JOIN LATERAL (${next('> step.failure')}) f WHERE step.n <= ${textsInVote}
    ) SELECT failure FROM step`;
  const count = `SELECT count(*) FROM (SELECT FROM runs r WHERE ${signed} AND r.failure = t.failure LIMIT ${countsInVote}) c`;
  return sql`SELECT s.signature, t.failure, (${raw(count)}) AS n
    FROM unnest(${signatures}::text[]) s(signature) CROSS JOIN LATERAL (${raw(steps)}) t LIMIT ${raw(String(mostSteps + 1))}`;
}
