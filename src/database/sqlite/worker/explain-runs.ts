import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { ListOptions } from '../../../contract/lists/run-page.ts';
import type { ParseParts } from '../../../contract/reading/compared-parts.ts';
import { explainBySource } from '../../../contract/reading/explain-failures.ts';
import type { EndedRuns, RunEnd } from '../../../contract/reading/failed-and-others.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import type { Pieces } from '../../../model/pieces.ts';
import { boundsCreation, createdBounds } from '../../../model/query/compose-query.ts';
import { compileMatcher } from '../../../model/query/match/compile-matcher.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import type { RunSummary } from '../../../model/run.ts';
import type { FailureExplanation } from '../../../model/share/explanation-json.ts';
import { isActive, knownStatuses, type RunStatus } from '../../../model/status.ts';
import { allOf, raw, sql } from '../../../query-sql/sql-template.ts';
import { isFailed } from '../../runs/failures/failure-conditions.ts';
import { signed } from '../../runs/failures/sign-row.ts';
import { isFailureClause } from '../../runs/filter/stored-columns.ts';
import { defaultBudget } from '../../runs/lists/run-page.ts';
import {
  type ComparedStepRow,
  type InputRow,
  keysWithSteps,
  mostComparedBytes,
  mostOutputBytes,
  toRunParts,
} from '../../runs/rows/run-parts.ts';
import type { Reader } from '../read/reader.ts';
import { failureConditions, timeBounds } from '../read/sqlite-failures.ts';
import { readList } from '../read/sqlite-page.ts';
import { firstKeyAfter } from '../read/sqlite-plan.ts';
import { type RunRow, runColumns, toSummary } from '../read/sqlite-run-row.ts';
import { bandOfKey } from '../sqlite-schema.ts';

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

export function explainRuns(
  query: Query,
  reader: Reader,
  { now, signal, onProgress }: Options,
): Promise<FailureExplanation | undefined> {
  const { pause } = createYielding(signal);
  const source = {
    listRuns: (matching: Query, options: ListOptions) =>
      reader.inPieces(readList({ query: matching, ...options, budget: defaultBudget }, reader), signal),
    ends: {
      list: (matching: Query, most: number) =>
        reader.inPieces(listEnds(matching, reader, { now, most }), signal),
      read: async (ends: readonly Pick<RunSummary, 'id'>[]) => reader.atOnce(() => readEnds(ends, reader)),
    },
    readParts: async (runs: readonly RunSummary[]) => {
      const ids = runs.map(({ id }) => id);
      return reader.atOnce(() => readParts(ids, reader));
    },
  };
  return explainBySource(source, query, { now, signal, pause, onProgress });
}

function readParts(ids: readonly string[], reader: Reader): readonly ParseParts[] {
  const inputs = reader.all<InputRow>(
    sql`SELECT r.key, r.id, r.step_count, CASE WHEN octet_length(i.json) <= ${mostComparedBytes} THEN i.json END AS input,
        octet_length(i.json) AS input_bytes
      FROM json_each(${JSON.stringify(ids)}) k CROSS JOIN runs r LEFT JOIN inputs i ON i.key = r.key WHERE r.id = k.value`,
  );
  const steps = reader.all<ComparedStepRow>(
    sql`SELECT s.run, s.name, s.status, s.started_at, s.finished_at,
        CASE WHEN s.status = 'success' AND octet_length(s.output) <= ${mostOutputBytes} THEN s.output END AS output
      FROM json_each(${JSON.stringify(keysWithSteps(inputs))}) k CROSS JOIN steps s
      WHERE s.run = k.value AND s.status IN ('success', 'failed')`,
  );
  return toRunParts(ids, inputs, steps);
}

type ListingOptions = { readonly now: number; readonly most: number };

type Listing = Pieces<EndedRuns<RunEnd> | undefined>;

/** Newest first, from indexes alone, or `undefined` where these are not enough; `id` is the run's key. */
export function* listEnds(query: Query, reader: Reader, options: ListingOptions): Listing {
  const lost = lostEnds(query, reader, options);
  const listed = lost && (yield* listRecorded(query, reader, options));
  if (!lost || !listed || lost.length === 0) return listed;
  const runs = [...lost, ...listed.runs].sort((a, b) => Number(b.id) - Number(a.id));
  return { runs: runs.slice(0, options.most), isMore: listed.isMore || runs.length >= options.most };
}

function* listRecorded(query: Query, reader: Reader, options: ListingOptions): Listing {
  const clauses = query.clauses.filter(clause => !isFailed(clause));
  if (clauses.some(isFailureClause)) return endsOfGroups({ clauses }, reader, options);
  const isFailing = clauses.length < query.clauses.length;
  return yield* endsOfWorkflows({ clauses }, isFailing ? ['failed'] : endStatuses, reader, options);
}

const mostLost = 1_000;

/** The runs of dead owners, which count as failed; `undefined` if there are many. */
function lostEnds(query: Query, reader: Reader, { now }: ListingOptions): readonly RunEnd[] | undefined {
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

export function readEnds(ends: readonly Pick<RunEnd, 'id'>[], reader: Reader): readonly RunSummary[] {
  const keys = JSON.stringify(ends.map(({ id }) => Number(id)));
  const rows = reader.all<RunRow>(
    sql`SELECT ${runColumns} FROM json_each(${keys}) k CROSS JOIN runs r WHERE r.key = k.value`,
  );
  const dead = reader.deadOwners();
  return rows.map(row => toSummary(row, dead));
}

type EndRow = { readonly key: number; readonly name: string; readonly failure: FailureText };

function endsOfGroups(
  query: Query,
  reader: Reader,
  { now, most }: ListingOptions,
): EndedRuns<RunEnd> | undefined {
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

type EndStream = { readonly name: string; readonly status: RunStatus; keys: readonly number[]; at: number };

const keysAtOnce = 2_000;

function* endsOfWorkflows(
  query: Query,
  statuses: readonly RunStatus[],
  reader: Reader,
  { now, most }: ListingOptions,
): Listing {
  const names = workflowsOf(query, reader);
  if (!names) return undefined;
  const isEnded = raw('r.finished_at IS NOT NULL');
  const bounds = timeBounds(query, reader, now);
  const end = firstKeyAfter(createdBounds(query, now).to, reader.meta('spill'));
  const readOn = (stream: EndStream, below: number) => {
    // SQLite seeks by the first of the conditions on a key.
    const conditions = [
      sql`r.name = ${stream.name} AND r.status = ${stream.status} AND r.key < ${below}`,
      ...bounds,
      ...(stream.status === 'unknown' ? [isEnded] : []),
    ];
    const rows = reader.all<{ key: number }>(
      sql`SELECT r.key FROM runs r INDEXED BY runs_name WHERE ${allOf(conditions)} ORDER BY r.key DESC LIMIT ${keysAtOnce}`,
    );
    stream.keys = rows.map(({ key }) => key);
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

function* mergeEnds(
  streams: readonly EndStream[],
  readOn: (stream: EndStream, below: number) => void,
  most: number,
): Pieces<readonly RunEnd[]> {
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

/** The workflows that a query asks for, or all; `undefined` if it asks for anything else but times. */
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

/** Only ended runs are listed, so any time of the end is enough. */
function toEnd(key: number, name: string, status: RunStatus): RunEnd {
  const createdAt = bandOfKey(key);
  return { id: String(key), name, status, createdAt, finishedAt: createdAt };
}
