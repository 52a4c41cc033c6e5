import type { EndedRuns, RunEnd } from '../../../contract/reading/failed-and-others.ts';
import { boundsCreation, createdBounds } from '../../../model/query/compose-query.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import type { RunSummary } from '../../../model/run.ts';
import { isActive, knownStatuses, type RunStatus } from '../../../model/status.ts';
import { allOf, sql } from '../../../query-sql/sql-template.ts';
import { isFailed } from '../../runs/failures/failure-conditions.ts';
import { isFailureClause } from '../../runs/filter/failure-group.ts';
import type { Reader } from '../read/reader.ts';
import { failureConditions } from '../read/sqlite-failures.ts';
import { firstKeyAfter } from '../read/sqlite-plan.ts';
import { type RunRow, runColumns, toSummary } from '../read/sqlite-run-row.ts';
import { bandOfKey, keyOfBand, toBand } from '../run-key.ts';

type Options = { readonly now: number; readonly most: number };

type EndRow = { readonly key: number; readonly name: string; readonly failure: string | null };

/**
 * How the runs that match ended, newest first, from indexes alone; `id` is the key of the run. `undefined`
 * where that needs more of the runs.
 */
export function listEnds(query: Query, reader: Reader, options: Options): EndedRuns<RunEnd> | undefined {
  if (reader.deadOwners().size > 0) return undefined;
  return query.clauses.some(isFailed)
    ? failedEnds(query, reader, options)
    : endsOfWorkflows(query, reader, options);
}

/** Reads the runs of such ends. */
export function readEnds(ends: readonly Pick<RunEnd, 'id'>[], reader: Reader): readonly RunSummary[] {
  const keys = JSON.stringify(ends.map(({ id }) => Number(id)));
  const rows = reader.all<RunRow>(
    sql`SELECT ${runColumns} FROM json_each(${keys}) k CROSS JOIN runs r WHERE r.key = k.value`,
  );
  return rows.map(row => toSummary(row, new Map()));
}

function failedEnds(query: Query, reader: Reader, { now, most }: Options): EndedRuns<RunEnd> | undefined {
  const clauses = query.clauses.filter(clause => !isFailed(clause));
  const conditions = clauses.every(isIndexed) ? failureConditions(query, reader, now) : undefined;
  if (!conditions) return undefined;
  const { scope, all } = conditions;
  const rows = reader.all<EndRow>(
    sql`SELECT r.key, r.name, r.failure FROM runs r
      WHERE ${allOf([sql`r.status = 'failed'`, ...scope.narrowing, all])} ORDER BY r.key DESC`,
  );
  const isOfGroups = clauses.some(isFailureClause);
  const fitting = isOfGroups ? rows.filter(({ failure }) => failure !== null && scope.fits(failure)) : rows;
  const runs = fitting.slice(0, most).map(({ key, name }) => toEnd(key, name, 'failed'));
  return { runs, isMore: fitting.length >= most };
}

function endsOfWorkflows(
  query: Query,
  reader: Reader,
  { now, most }: Options,
): EndedRuns<RunEnd> | undefined {
  const names = workflowsOf(query, reader);
  if (!names) return undefined;
  const { from, to } = createdBounds(query, now);
  const spill = reader.meta('spill');
  const least = from === Number.NEGATIVE_INFINITY ? 0 : keyOfBand(toBand(from));
  const below = to === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : firstKeyAfter(to, spill);
  const keysOf = reader.prepare<{ key: number }>(
    `SELECT key FROM runs INDEXED BY runs_name
      WHERE name = ? AND status = ? AND key >= ? AND key < ? ORDER BY key DESC LIMIT ?`,
  );
  const runs = names
    .flatMap(name =>
      knownStatuses
        .filter(status => !isActive({ status }))
        .flatMap(status =>
          keysOf.all(name, status, least, below, most).map(({ key }) => toEnd(key, name, status)),
        ),
    )
    .sort((a, b) => Number(b.id) - Number(a.id));
  return { runs: runs.slice(0, most), isMore: runs.length >= most };
}

/** The names that a query asks for and nothing else, but for times; `undefined` of any other query. */
function workflowsOf({ clauses }: Query, reader: Reader): readonly string[] | undefined {
  const asked = clauses.filter(clause => !boundsCreation(clause));
  const known = reader.valuesOf('name');
  if (asked.length === 0 || !known || !asked.every(isWorkflow)) return undefined;
  const wanted = asked.map(({ values }) => new Set(values.map(({ text }) => foldCase(text))));
  return known.filter(name => wanted.every(texts => texts.has(foldCase(name))));
}

type WorkflowClause = Extract<Clause, { type: 'text' }>;

function isWorkflow(clause: Clause): clause is WorkflowClause {
  return (
    clause.type === 'text' &&
    clause.field === 'workflow' &&
    !clause.negated &&
    clause.values.every(({ isGlob }) => !isGlob)
  );
}

function isIndexed(clause: Clause): boolean {
  return isWorkflow(clause) || isFailureClause(clause) || boundsCreation(clause);
}

function toEnd(key: number, name: string, status: RunStatus): RunEnd {
  return { id: String(key), name, status, createdAt: bandOfKey(key) };
}
