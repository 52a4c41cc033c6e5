import type { FailureChunk } from '../../../contract/failures.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import { countsInVote } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import {
  countVotes,
  textsToCount,
  toVotes,
  type VoteCount,
  votedSignatures,
} from '../../runs/failures/votes.ts';
import type { Reader } from './reader.ts';

/** The calling thread may step to so many texts, and count so many. */
const most = { texts: 1_500, counted: 300 };

/** Steps from text to text of whole signatures; `undefined` where that takes longer than to count. */
export async function readVotes(
  query: Query,
  reader: Reader,
  signal?: AbortSignal,
): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  const texts = signatures && textsOf(signatures, reader);
  const counted = texts && textsToCount(texts);
  if (!counted || counted.length > most.counted) return undefined;
  const counts = countsOf(counted, reader);
  return toVotes(
    texts.map(failure => ({ failure, n: counts.get(failure) ?? 1 })),
    signal,
  );
}

/** The same, however many there are. */
export async function readManyVotes(
  query: Query,
  reader: Reader,
  signal: AbortSignal,
): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  if (!signatures) return undefined;
  return toVotes(reader.all<VoteCount>(countVotes('runs r INDEXED BY runs_failure', signatures)), signal);
}

const signed = "runs r INDEXED BY runs_failure WHERE r.status = 'failed'";
const nextOf = (after: string) =>
  `(SELECT r.failure FROM ${signed} AND r.failure ${after} AND r.failure < @end ORDER BY r.failure LIMIT 1)`;

/** All texts of some signatures; `undefined` if there are too many. */
function textsOf(signatures: readonly string[], reader: Reader): readonly FailureText[] | undefined {
  const steps = reader.prepare<{ failure: string }>(
    `WITH RECURSIVE step(failure) AS (
      SELECT ${nextOf('>= @signature')} UNION ALL SELECT ${nextOf('> step.failure')} FROM step WHERE step.failure IS NOT NULL
    ) SELECT failure FROM step WHERE failure IS NOT NULL LIMIT @limit`,
  );
  const texts: FailureText[] = [];
  for (const signature of signatures) {
    const limit = most.texts + 1 - texts.length;
    const found = steps.all({ signature, end: `${signature}/`, limit });
    texts.push(...found.map(({ failure }) => failure));
    if (texts.length > most.texts) return undefined;
  }
  return texts;
}

function countsOf(texts: readonly FailureText[], reader: Reader): ReadonlyMap<FailureText, number> {
  const count = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${signed} AND r.failure = ? LIMIT ${countsInVote})`,
  );
  return new Map(texts.map(text => [text, count.get(text)?.n ?? 1]));
}
