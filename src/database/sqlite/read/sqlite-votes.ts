import type { FailureChunk } from '../../../contract/run-store.ts';
import type { FailureTally } from '../../../model/failure/failure-tally.ts';
import { countsInVote, textsInVote } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import { countVotes, toVotes, type VoteCount } from '../../runs/failures/count-votes.ts';
import { unsigned } from '../../runs/failures/signed-rows.ts';
import { toVote } from '../../runs/failures/to-tallies.ts';
import { mostUnsignedInVote, votedSignatures } from '../../runs/failures/voted-signatures.ts';
import { hasRunColumn } from '../sqlite-schema.ts';
import type { Reader } from './reader.ts';

/** The calling thread may take this many steps. */
const mostSteps = 500;

/** Steps from failure to failure of whole signatures; `undefined` where that takes longer than to count. */
export function readVotes(query: Query, reader: Reader): FailureChunk | undefined {
  const signatures = signaturesOf(query, reader);
  if (!signatures) return undefined;
  const tallies: FailureTally[] = [];
  for (const signature of signatures) {
    const votes = votesOf(signature, reader, Math.min(textsInVote, mostSteps - tallies.length));
    if (!votes) return undefined;
    tallies.push(...votes);
  }
  return { tallies };
}

/** The same, however many there are. */
export async function readManyVotes(
  query: Query,
  reader: Reader,
  signal: AbortSignal,
): Promise<FailureChunk | undefined> {
  const signatures = signaturesOf(query, reader);
  if (!signatures) return undefined;
  return toVotes(reader.all<VoteCount>(countVotes('runs r INDEXED BY runs_failure', signatures)), signal);
}

function signaturesOf(query: Query, reader: Reader): readonly string[] | undefined {
  const isKnown = hasRunColumn('failure', reader.version) && !hasSomeUnsigned(reader);
  return isKnown ? votedSignatures(query) : undefined;
}

/** So few that they can vote, too. */
function hasSomeUnsigned(reader: Reader): boolean {
  const count = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM runs r INDEXED BY runs_unsigned
      WHERE ${unsigned} LIMIT ${mostUnsignedInVote + 1})`,
  );
  const n = count.get()?.n ?? 0;
  return n > 0 && n <= mostUnsignedInVote;
}

const signed = "runs r INDEXED BY runs_failure WHERE r.status = 'failed'";

function votesOf(signature: string, reader: Reader, most: number): readonly FailureTally[] | undefined {
  const next = reader.prepare<{ failure: string }>(
    `SELECT r.failure FROM ${signed} AND r.failure > ? AND r.failure < ? ORDER BY r.failure LIMIT 1`,
  );
  const count = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${signed} AND r.failure = ? LIMIT ${countsInVote})`,
  );
  const tallies: FailureTally[] = [];
  // One of the signature itself has no values.
  let after = signature;
  const alone = count.get(signature)?.n ?? 0;
  if (alone > 0) tallies.push(toVote(signature, alone));
  for (;;) {
    const failure = next.get(after, `${signature}/`)?.failure;
    if (failure === undefined) return tallies;
    if (tallies.length >= most) return undefined;
    tallies.push(toVote(failure, count.get(failure)?.n ?? 1));
    after = failure;
  }
}
