import { boundsCreation } from '../../../model/query/created-bounds.ts';
import type { Query } from '../../../model/query/query.ts';
import { isRetryClause } from '../../runs/filter/repeated-runs.ts';
import { indexStream, type KeyStream } from './key-stream.ts';
import type { Reader } from './reader.ts';

/** The calling thread may read this many runs that repeat others. */
const fewRuns = 300;
/** To sort more for each part of a page would take longer than to scan. */
const mostSorted = 100_000;

/** The runs of a query that asks for few of those that repeat others, and for nothing else but times. */
export function planFewRetries(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const asksForMore = !query.clauses.every(clause => isRetryClause(clause) || boundsCreation(clause));
  return asksForMore ? undefined : planRetries(query, reader, fewRuns);
}

/** At least the runs that repeat those of the query; `undefined` where they are more than `many`. */
export function planRetries(query: Query, reader: Reader, many: number): readonly KeyStream[] | undefined {
  const most = Math.min(Math.floor(many), mostSorted);
  const clause = query.clauses.find(one => isRetryClause(one) && !one.negated);
  if (!clause || !isRetryClause(clause)) return undefined;
  const { values } = clause;
  const isAny = values.some(({ isGlob }) => isGlob);
  const where = `retry_of IS NOT NULL${isAny ? '' : ' AND retry_of IN (SELECT value FROM json_each(?))'}`;
  const params = isAny ? [] : [JSON.stringify(values.map(({ text }) => text))];
  const found = reader
    .prepare<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM runs INDEXED BY runs_retry WHERE ${where} LIMIT ?)`,
    )
    .get(...params, most + 1);
  return found && found.n <= most ? [indexStream(reader, 'runs_retry', where, params)] : undefined;
}
