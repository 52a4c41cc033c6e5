import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureChunk } from '../../../contract/failures.ts';
import type { FailureTally } from '../../../model/failure/failure-tally.ts';
import { type FailureText, signatureOf } from '../../../model/failure/failure-text.ts';
import { knownFailure } from '../../../model/failure/summarize-failure.ts';
import { createPlaceCheck } from '../../../model/failure/vote.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { isFailureClause, narrowToGroups } from '../filter/stored-columns.ts';
import { isFailed } from './failure-conditions.ts';
import { type FailureEnd, type FoldedFailure, foldFailures } from './fold-failures.ts';
import { signed } from './sign-row.ts';

/** Omits failures whose runs were removed meanwhile. */
export function toTallies(
  folded: readonly FoldedFailure[],
  runAt: (end: FailureEnd) => RunSummary | undefined,
): readonly FailureTally[] {
  return folded.flatMap(({ failure, name, count, times, ...ends }) => {
    const last = runAt(ends.last);
    const example = last && knownFailure(last);
    if (!last || !example) return [];
    const first = runAt(ends.first) ?? last;
    return [{ failure, name, count, times, first: toPlace(first), last: toPlace(last), example }];
  });
}

function toPlace({ id, createdAt: at }: RunSummary) {
  return { id, at };
}

export function endsOf(folded: readonly FoldedFailure[]): readonly FailureEnd[] {
  const ends = folded.flatMap(({ first, last }) => [first, last]);
  return [...new Map(ends.map(end => [endKey(end), end])).values()];
}

export function endKey({ failure, name, at }: FailureEnd): string {
  return JSON.stringify([failure, name, at]);
}

type Sum = { tally: FailureTally; readonly times: Map<number, number> };

export function createTallySums() {
  const sums = new Map<string, Sum>();
  return {
    add(tally: FailureTally): void {
      const key = JSON.stringify([tally.failure, tally.name]);
      const sum = sums.get(key);
      if (!sum) return void sums.set(key, { tally, times: new Map(tally.times) });
      sum.tally = addUp(sum.tally, tally);
      for (const [at, n] of tally.times) sum.times.set(at, (sum.times.get(at) ?? 0) + n);
    },
    tallies: (): readonly FailureTally[] =>
      Array.from(sums.values(), ({ tally, times }) => ({ ...tally, times: [...times] })),
  };
}

function addUp(a: FailureTally, b: FailureTally): FailureTally {
  const { last, example } = b.last.at > a.last.at ? b : a;
  const first = b.first.at < a.first.at ? b.first : a.first;
  return { ...a, count: a.count + b.count, first, last, example };
}

/** Tallies for another thread as texts, which are copied faster than objects, and parsed one by one. */
type PackedFailures = Omit<FailureChunk, 'tallies'> & { readonly tallies: readonly string[] };

const talliesInPart = 200;

export function packFailures({ tallies, ...chunk }: FailureChunk): PackedFailures {
  const parts: string[] = [];
  for (let from = 0; from < tallies.length; from += talliesInPart)
    parts.push(JSON.stringify(tallies.slice(from, from + talliesInPart)));
  return { ...chunk, tallies: parts };
}

export async function unpackFailures({ tallies, ...chunk }: PackedFailures): Promise<FailureChunk> {
  const parts = await mapYielding(tallies, (part): readonly FailureTally[] => JSON.parse(part));
  return { ...chunk, tallies: parts.flat() };
}

export type VoteCount = { readonly failure: string; readonly n: number };

/** Counts the failures of signatures with more texts than can be stepped through. */
export function countVotes(source: string, signatures: readonly string[]): Sql {
  return sql`SELECT r.failure, count(*) AS n FROM ${raw(source)} WHERE ${raw(signed)} AND ${narrowToGroups(signatures)} GROUP BY r.failure`;
}

export async function toVotes(counts: readonly VoteCount[], signal?: AbortSignal): Promise<FailureChunk> {
  const nowhere = { name: '', first: 0, last: 0, times: [] };
  const counted = counts.map(({ failure, n }) => ({ ...nowhere, failure, count: n }));
  const place = { id: '', at: 0 };
  const vote = { name: '', first: place, last: place, times: [], example: { message: '' } };
  const folded = await foldFailures(counted, signal);
  return { tallies: folded.map(({ failure, count }) => ({ ...vote, failure, count })) };
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
