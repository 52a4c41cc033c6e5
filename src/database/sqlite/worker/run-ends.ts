import type { EndedRuns, RunEnd } from '../../../contract/reading/failed-and-others.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import { boundsCreation, createdBounds } from '../../../model/query/compose-query.ts';
import { compileMatcher } from '../../../model/query/match/compile-matcher.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import type { RunSummary } from '../../../model/run.ts';
import { isActive, knownStatuses, type RunStatus } from '../../../model/status.ts';
import { allOf, raw, sql } from '../../../query-sql/sql-template.ts';
import { isFailed } from '../../runs/failures/failure-conditions.ts';
import { signed } from '../../runs/failures/sign-row.ts';
import { isFailureClause } from '../../runs/filter/failure-group.ts';
import type { Reader } from '../read/reader.ts';
import { failureConditions } from '../read/sqlite-failures.ts';
import { type RunRow, runColumns, toSummary } from '../read/sqlite-run-row.ts';
import { bandOfKey, keyOfBand, toBand } from '../run-key.ts';

type Options = { readonly now: number; readonly most: number };

type Listing = Generator<undefined, EndedRuns<RunEnd> | undefined>;

/**
 * How the runs that match ended, newest first, from indexes alone, in pieces; `id` is the key of the run.
 * `undefined` where that needs more of the runs.
 */
export function* listEnds(query: Query, reader: Reader, options: Options): Listing {
  const lost = lostEnds(query, reader, options);
  const listed = lost && (yield* listRecorded(query, reader, options));
  if (!lost || !listed || lost.length === 0) return listed;
  const runs = [...lost, ...listed.runs].sort((a, b) => Number(b.id) - Number(a.id));
  return { runs: runs.slice(0, options.most), isMore: listed.isMore || runs.length >= options.most };
}

function* listRecorded(query: Query, reader: Reader, options: Options): Listing {
  const clauses = query.clauses.filter(clause => !isFailed(clause));
  if (clauses.some(isFailureClause)) return endsOfGroups({ clauses }, reader, options);
  const isFailing = clauses.length < query.clauses.length;
  return yield* endsOfWorkflows({ clauses }, isFailing ? ['failed'] : endStatuses, reader, options);
}

const mostLost = 1_000;

/** The runs of dead owners, which have failed; `undefined` if there are many. */
function lostEnds(query: Query, reader: Reader, { now }: Options): readonly RunEnd[] | undefined {
  const dead = reader.deadOwners();
  if (dead.size === 0) return [];
  const owners = JSON.stringify([...dead.keys()]);
  const rows = reader.all<RunRow>(
    sql`SELECT ${runColumns} FROM json_each(${owners}) o CROSS JOIN runs r INDEXED BY runs_owner
      WHERE r.owner = o.value LIMIT ${mostLost + 1}`,
  );
  if (rows.length > mostLost) return undefined;
  const matches = compileMatcher(query, { now });
  return rows
    .filter(row => matches({ summary: toSummary(row, dead) }))
    .map(({ key, name }) => toEnd(key, name, 'failed'));
}

/** Reads the runs of such ends. */
export function readEnds(ends: readonly Pick<RunEnd, 'id'>[], reader: Reader): readonly RunSummary[] {
  const keys = JSON.stringify(ends.map(({ id }) => Number(id)));
  const rows = reader.all<RunRow>(
    sql`SELECT ${runColumns} FROM json_each(${keys}) k CROSS JOIN runs r WHERE r.key = k.value`,
  );
  const dead = reader.deadOwners();
  return rows.map(row => toSummary(row, dead));
}

type EndRow = { readonly key: number; readonly name: string; readonly failure: FailureText };

function endsOfGroups(query: Query, reader: Reader, { now, most }: Options): EndedRuns<RunEnd> | undefined {
  const conditions = query.clauses.every(isIndexed) ? failureConditions(query, reader, now) : undefined;
  if (!conditions) return undefined;
  const { scope, all } = conditions;
  const rows = reader
    .all<EndRow>(
      sql`SELECT r.key, r.name, r.failure FROM runs r INDEXED BY runs_failure
        WHERE ${allOf([raw(signed), ...scope.narrowing, all])}`,
    )
    .filter(({ failure }) => scope.fits(failure))
    .sort((a, b) => b.key - a.key);
  const runs = rows.slice(0, most).map(({ key, name }) => toEnd(key, name, 'failed'));
  return { runs, isMore: rows.length >= most };
}

const endStatuses = [...knownStatuses, 'unknown' as const].filter(
  status => !isActive({ status, finishedAt: 0 }),
);

/** The keys of runs of a workflow that ended so, which are read as they are needed, newest first. */
type EndStream = {
  readonly name: string;
  readonly status: RunStatus;
  keys: readonly number[];
  at: number;
};

const keysAtOnce = 2_000;

function* endsOfWorkflows(
  query: Query,
  statuses: readonly RunStatus[],
  reader: Reader,
  { now, most }: Options,
): Listing {
  const names = workflowsOf(query, reader);
  if (!names) return undefined;
  const { from, to } = createdBounds(query, now);
  const least = from === Number.NEGATIVE_INFINITY ? 0 : keyOfBand(toBand(from));
  const end = to === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : keyOfBand(toBand(to));
  const ended = reader.prepare<{ key: number }>(keysOfStatus(''));
  const unknown = reader.prepare<{ key: number }>(keysOfStatus('AND finished_at IS NOT NULL'));
  const readOn = (stream: EndStream, below: number) => {
    const statement = stream.status === 'unknown' ? unknown : ended;
    stream.keys = statement.all(stream.name, stream.status, least, below).map(({ key }) => key);
    stream.at = 0;
  };
  const streams = names.flatMap(name =>
    statuses.map((status): EndStream => ({ name, status, keys: [], at: 0 })),
  );
  for (const stream of streams) {
    readOn(stream, end);
    yield;
  }
  const runs = yield* mergeEnds(streams, readOn, most);
  return { runs, isMore: runs.length >= most };
}

function keysOfStatus(condition: string): string {
  return `SELECT key FROM runs INDEXED BY runs_name
    WHERE name = ? AND status = ? AND key >= ? AND key < ? ${condition} ORDER BY key DESC LIMIT ${keysAtOnce}`;
}

function* mergeEnds(
  streams: readonly EndStream[],
  readOn: (stream: EndStream, below: number) => void,
  most: number,
): Generator<undefined, readonly RunEnd[]> {
  const runs: RunEnd[] = [];
  while (runs.length < most) {
    let newest: EndStream | undefined;
    let newestKey = -1;
    for (const stream of streams) {
      const key = stream.keys[stream.at] ?? -1;
      if (key > newestKey) [newest, newestKey] = [stream, key];
    }
    if (!newest) break;
    runs.push(toEnd(newestKey, newest.name, newest.status));
    newest.at += 1;
    if (newest.at === keysAtOnce) readOn(newest, newestKey);
    if (runs.length % keysAtOnce === 0) yield;
  }
  return runs;
}

/** The names that a query asks for, or all, if it asks for nothing else but times. */
function workflowsOf({ clauses }: Query, reader: Reader): readonly string[] | undefined {
  const asked = clauses.filter(clause => !boundsCreation(clause));
  const known = reader.valuesOf('name');
  if (!known || !asked.every(isWorkflow)) return undefined;
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

/** Only runs that have ended are listed, so that a time when they did is enough. */
function toEnd(key: number, name: string, status: RunStatus): RunEnd {
  const createdAt = bandOfKey(key);
  return { id: String(key), name, status, createdAt, finishedAt: createdAt };
}
