import type { Clause, Query } from '../../../model/query/query.ts';
import { resolveTime } from '../../../model/query/resolve-time.ts';
import { isShortWord } from '../../../model/query/search-words.ts';
import { keyOfBand, toBand } from '../run-key.ts';
import { countRuns, planIndexes } from './index-streams.ts';
import type { KeyStream } from './key-stream.ts';
import type { Reader } from './reader.ts';
import { type Condition, compileFilter } from './sqlite-filter.ts';
import type { DeadOwners } from './sqlite-run-row.ts';
import { toTextMatches, toTextStreams } from './text-streams.ts';
import type { FilterContext } from './value-sql.ts';
import type { WordClause } from './verify.ts';

/**
 * How to find the runs of a query, newest first: no run that fits is missing, and each is still to be
 * verified.
 */
export type Plan = {
  /** Absent: read the runs themselves, from the newest to the oldest. */
  readonly streams?: readonly KeyStream[];
  /** The bare word whose hits in payloads one of the streams brings. */
  readonly word?: { readonly clause: WordClause; readonly stream: number };
  /**
   * Whether to read the newest runs first, because they may well be enough and the streams take long to
   * begin.
   */
  readonly isProbed?: boolean;
  readonly conditions: readonly Condition[];
  readonly context: FilterContext;
  readonly dead: DeadOwners;
  readonly below: number;
  readonly atLeast: number;
  /** Whether a page reads about as many rows as it shows, so that it takes no time worth speaking of. */
  readonly isQuick: boolean;
};

export type PlanCosts = {
  /** Below so many runs, one after the other is quicker than asking a text index. */
  readonly fewRuns: number;
  /** A run found through an index costs as much as this many read in a row. */
  readonly seekCost: number;
};

const measuredCosts: PlanCosts = { fewRuns: 2_000, seekCost: 8 };

/** `undefined` when no index answers the query at once. */
export function planQuick(query: Query, reader: Reader, now: number): Plan | undefined {
  const indexes = planIndexes(query, reader);
  if (!indexes?.isWhole) return undefined;
  return { ...basePlan(query, reader, now), streams: indexes.streams, conditions: [], isQuick: true };
}

/** A plan that reads every run there is, one after the other. */
export function planScan(query: Query, reader: Reader, now: number): Plan {
  const base = basePlan(query, reader, now);
  return { ...base, conditions: compileFilter(query, base.context), isQuick: false };
}

export function planQuery(query: Query, reader: Reader, now: number, costs = measuredCosts): Plan {
  const quick = planQuick(query, reader, now);
  if (quick) return quick;
  const scan = planScan(query, reader, now);
  const indexes = planIndexes(query, reader);
  if (indexes && indexes.runCount <= costs.fewRuns) return { ...scan, streams: indexes.streams };
  const isSparse = indexes !== undefined && indexes.runCount * costs.seekCost < countRuns(reader, {});
  const text = planTexts(query, reader);
  if (text && !(text.isProbed && isSparse)) return { ...scan, ...text };
  return isSparse ? { ...scan, streams: indexes.streams } : scan;
}

/**
 * By the first clause that the text indexes narrow; a word of one or two characters, which narrows little,
 * comes last.
 */
function planTexts(query: Query, reader: Reader): Pick<Plan, 'streams' | 'word' | 'isProbed'> | undefined {
  const isShort = (clause: Clause) => clause.type === 'word' && isShortWord(clause.text);
  for (const clause of [...query.clauses].sort((a, b) => Number(isShort(a)) - Number(isShort(b)))) {
    const matches = toTextMatches(clause);
    if (!matches) continue;
    const streams = toTextStreams(reader, matches);
    const hasWord = clause.type === 'word' && matches.words.length > 0;
    const word = hasWord ? { clause, stream: matches.texts.length } : undefined;
    return { streams, word, isProbed: isShort(clause) };
  }
  return undefined;
}

type BasePlan = Pick<Plan, 'context' | 'dead' | 'below' | 'atLeast'>;

function basePlan(query: Query, reader: Reader, now: number): BasePlan {
  const dead = reader.deadOwners();
  const context: FilterContext = { now, deadOwners: [...dead.keys()], valuesOf: reader.valuesOf };
  return { ...keyBounds(query, now, reader.meta('spill')), context, dead };
}

/** The keys between which the clauses on the time of creation leave runs to be found. */
function keyBounds(
  query: Query,
  now: number,
  spill: number,
): { readonly below: number; readonly atLeast: number } {
  let below = Number.MAX_SAFE_INTEGER;
  let atLeast = 0;
  for (const clause of query.clauses) {
    if (clause.type !== 'time' || clause.field === 'started' || clause.negated) continue;
    const ranges = clause.tests.map(test => resolveTime(test, now));
    const from = Math.min(...ranges.map(range => range.from ?? Number.NEGATIVE_INFINITY));
    const to = Math.max(...ranges.map(range => range.to ?? Number.POSITIVE_INFINITY));
    atLeast = Math.max(atLeast, keyOfBand(toBand(from)));
    below = Math.min(below, firstKeyAfter(to, spill));
  }
  return { below, atLeast };
}

/** The first key that no run created at that time, or before, can have. */
export function firstKeyAfter(createdAt: number, spill: number): number {
  return keyOfBand(toBand(createdAt) + spill + 1);
}
