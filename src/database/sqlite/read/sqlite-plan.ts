import { needsUsual } from '../../../contract/lists/run-order.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import { createdBounds } from '../../../model/query/compose-query.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { isShortWord } from '../../../model/query/search-words.ts';
import type { WorkflowUsual } from '../../../model/usual/usual.ts';
import { compileClause } from '../../../query-sql/compile-clause.ts';
import { undecided } from '../../../query-sql/condition.ts';
import type { WordClause } from '../../../query-sql/filter-dialect.ts';
import type { Sql } from '../../../query-sql/sql-template.ts';
import { keyOfBand, toBand } from '../sqlite-schema.ts';
import {
  countRuns,
  planExact,
  planFailures,
  planFewExact,
  planFewFailures,
  planIndexes,
} from './index-streams.ts';
import type { KeyStream } from './key-stream.ts';
import type { Reader } from './reader.ts';
import { sqliteFilter } from './sqlite-filter.ts';
import type { DeadOwners } from './sqlite-run-row.ts';
import { type TextMatches, toTextMatches, toTextStreams } from './text-streams.ts';

/** Finds a query's candidates, newest first: every match is among them, and each must be verified. */
export type Plan = {
  readonly query: Query;
  readonly now: number;
  /** If absent, the runs themselves are scanned. */
  readonly streams?: readonly KeyStream[];
  /** The bare word whose payloads a stream finds, and the stream of runs that were not indexed before. */
  readonly word?: { readonly clause: WordClause; readonly stream: number; readonly waiting: number };
  /** Scans the newest runs first: these are often enough, and the streams are slow to begin. */
  readonly isProbed?: boolean;
  readonly conditions: readonly Sql[];
  readonly dead: DeadOwners;
  readonly usual?: readonly WorkflowUsual[];
  readonly below: number;
  readonly atLeast: number;
  /** A page reads hardly more rows than it shows, so the calling thread may read it. */
  readonly isQuick: boolean;
};

type PlanCosts = {
  /** Up to this many runs, a scan is faster than a text index. */
  readonly fewRuns: number;
  /** One run found through an index costs as much as this many scanned. */
  readonly seekCost: number;
};

const measuredCosts: PlanCosts = { fewRuns: 2_000, seekCost: 8 };

/** `undefined` if no index gives the newest runs of the query, and no others. */
export function planQuick(query: Query, reader: Reader, now: number): Plan | undefined {
  const plan = planWhole(query, reader, now);
  if (plan) return plan;
  const streams = planFewFailures(query, reader) ?? planFewExact(query, reader);
  return streams && toQuick(query, reader, now, streams);
}

function planWhole(query: Query, reader: Reader, now: number): Plan | undefined {
  const indexes = planIndexes(query, reader);
  return indexes?.isWhole ? toQuick(query, reader, now, indexes.streams) : undefined;
}

function toQuick(query: Query, reader: Reader, now: number, streams: readonly KeyStream[]): Plan {
  return { ...basePlan(query, reader, now), streams, conditions: [], isQuick: true };
}

export function planScan(query: Query, reader: Reader, now: number, sort?: Sort): Plan {
  const usual = needsUsual(query, sort) ? reader.usual() : undefined;
  const dialect = sqliteFilter(reader, usual);
  const conditions = query.clauses
    .map(clause => compileClause(clause, dialect, now))
    .filter(condition => condition !== undecided);
  return {
    ...basePlan(query, reader, now),
    usual,
    conditions: conditions.map(condition => condition.sql),
    isQuick: false,
  };
}

export function planQuery(
  query: Query,
  reader: Reader,
  now: number,
  { sort, costs = measuredCosts }: { readonly sort?: Sort; readonly costs?: PlanCosts } = {},
): Plan {
  const quick = planWhole(query, reader, now);
  if (quick) return { ...quick, usual: needsUsual(query, sort) ? reader.usual() : undefined };
  const scan = planScan(query, reader, now, sort);
  const indexes = planIndexes(query, reader);
  if (indexes && indexes.runCount <= costs.fewRuns) return { ...scan, streams: indexes.streams };
  const mostSought = countRuns(reader, {}) / costs.seekCost;
  const exact = planExact(query, reader, Math.max(costs.fewRuns, mostSought));
  if (exact) return { ...scan, streams: exact };
  const failures = planFailures(query, reader);
  if (failures) return { ...scan, streams: failures };
  const isSparse = indexes !== undefined && indexes.runCount < mostSought;
  const text = planTexts(query, reader);
  if (text && !(text.isProbed && isSparse)) return { ...scan, ...text };
  return isSparse ? { ...scan, streams: indexes.streams } : scan;
}

type TextPlan = Pick<Plan, 'streams' | 'word' | 'isProbed'>;

/** Listed texts, and words of one or two characters, come last: many runs have them. */
function planTexts(query: Query, reader: Reader): TextPlan | undefined {
  const isShort = (clause: Clause) => clause.type === 'word' && isShortWord(clause.text);
  let listed: TextPlan | undefined;
  for (const clause of [...query.clauses].sort((a, b) => Number(isShort(a)) - Number(isShort(b)))) {
    const matches = toTextMatches(clause, reader);
    if (matches && !matches.listed?.length) return toTextPlan(clause, matches, isShort(clause), reader);
    listed ??= matches && toTextPlan(clause, matches, true, reader);
  }
  return listed;
}

function toTextPlan(clause: Clause, matches: TextMatches, isProbed: boolean, reader: Reader): TextPlan {
  const hasWord = clause.type === 'word' && matches.words.length > 0;
  return {
    streams: toTextStreams(reader, matches),
    word: hasWord ? { clause, waiting: 0, stream: 1 } : undefined,
    isProbed,
  };
}

function basePlan(query: Query, reader: Reader, now: number) {
  const { from, to } = createdBounds(query, now);
  return {
    query,
    now,
    dead: reader.deadOwners(),
    atLeast: keyOfBand(toBand(from)),
    below: Math.min(Number.MAX_SAFE_INTEGER, firstKeyAfter(to, reader.meta('spill'))),
  };
}

/** Greater than the key of any run created up to that time. */
export function firstKeyAfter(createdAt: number, spill: number): number {
  return keyOfBand(toBand(createdAt) + spill + 1);
}
