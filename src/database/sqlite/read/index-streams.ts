import { type FailureText, isWholePrefix, prefixOfGroup } from '../../../model/failure/failure-text.ts';
import { boundsCreation } from '../../../model/query/compose-query.ts';
import type { Query } from '../../../model/query/query.ts';
import { type ExactClause, isExactClause } from '../../../query-sql/text-sql.ts';
import { isFailed } from '../../runs/failures/failure-conditions.ts';
import {
  allKinds,
  type DrivingColumn,
  type DrivingValues,
  drivingValues,
} from '../../runs/filter/listed-values.ts';
import { exactColumns, isFailureClause } from '../../runs/filter/stored-columns.ts';
import { indexStream, type KeyStream, lostStream, wholeStream } from './key-stream.ts';
import type { Reader } from './reader.ts';

type IndexPlan = {
  readonly streams: readonly KeyStream[];
  /** Whether an index answers every clause except creation times, so that few rows are read for nothing. */
  readonly isWhole: boolean;
  readonly runCount: number;
};

type Combination = Readonly<Record<'kind' | 'name' | 'status', string>> & { readonly n: number };

const maxStreams = 48;
/** Lost runs, ended ones of unknown status, or runs with an exact text that the calling thread may read. */
const fewRuns = 300;

type Wanted = Partial<Record<DrivingColumn, ReadonlySet<string>>>;

export function planIndexes(query: Query, reader: Reader): IndexPlan | undefined {
  const driving = drivingValues(query, () => reader.valuesOf('name')).filter(
    ({ omits }) => omits !== 'group',
  );
  const wanted: Wanted = {};
  for (const { column, values } of driving) {
    const allowed = wanted[column];
    wanted[column] = new Set(allowed ? values.filter(value => allowed.has(value)) : values);
  }
  const isWhole =
    isAnswered(query, driving) &&
    driving.every(({ omits }) => omits !== 'settled') &&
    (driving.every(({ omits }) => !omits) || countRuns(reader, { statuses: ['unknown'] }) <= fewRuns);
  if (driving.length === 0)
    return isWhole ? { streams: [wholeStream(reader)], isWhole, runCount: countRuns(reader, {}) } : undefined;
  const plan = wanted.name ? planNames(wanted, wanted.name, reader) : planStatuses(wanted, reader);
  return plan && withLost({ ...plan, isWhole: plan.isWhole && isWhole }, wanted, reader);
}

function isAnswered(query: Query, driving: readonly DrivingValues[]): boolean {
  const clauses = new Set(driving.map(({ clause }) => clause));
  return query.clauses.every(clause => clauses.has(clause) || boundsCreation(clause));
}

/** Indexes contain lost runs under their recorded status. */
function withLost(plan: IndexPlan, { status }: Wanted, reader: Reader): IndexPlan {
  const dead = [...reader.deadOwners().keys()];
  if (dead.length === 0 || !status) return plan;
  return {
    ...plan,
    streams: status.has('failed') ? [...plan.streams, lostStream(reader, dead)] : plan.streams,
    isWhole: plan.isWhole && countLost(reader, dead) <= fewRuns,
  };
}

function planNames(wanted: Wanted, names: ReadonlySet<string>, reader: Reader): IndexPlan | undefined {
  const combinations = reader
    .prepare<Combination>(
      `SELECT kind, name, status, n FROM counts
      WHERE kind IN ('workflow', 'agent') AND name IN (SELECT value FROM json_each(?)) AND n > 0`,
    )
    .all(JSON.stringify([...names]));
  const inStatus = combinations.filter(({ status }) => wanted.status?.has(status) ?? true);
  const fitting = inStatus.filter(({ kind }) => wanted.kind?.has(kind) ?? true);
  const pairs = new Map(fitting.map(({ name, status }) => [JSON.stringify([name, status]), [name, status]]));
  if (pairs.size > maxStreams) return undefined;
  const hasOtherKind = inStatus.length > fitting.length;
  return {
    streams: [...pairs.values()].map(pair =>
      indexStream(reader, 'runs_name', 'name = ? AND status = ?', pair),
    ),
    isWhole: !hasOtherKind,
    runCount: fitting.reduce((count, { n }) => count + n, 0),
  };
}

function planStatuses(wanted: Wanted, reader: Reader): IndexPlan {
  const kinds = [...(wanted.kind ?? allKinds)];
  const statuses = wanted.status && [...wanted.status];
  const pairs = statuses?.flatMap(status => kinds.map(kind => [status, kind]));
  const streams = pairs
    ? pairs.map(pair => indexStream(reader, 'runs_status', 'status = ? AND kind = ?', pair))
    : kinds.map(kind => indexStream(reader, 'runs_kind', 'kind = ?', [kind]));
  return { streams, isWhole: true, runCount: countRuns(reader, { kinds: wanted.kind && kinds, statuses }) };
}

type Counted = { readonly kinds?: readonly string[]; readonly statuses?: readonly string[] };

export function countRuns(reader: Reader, { kinds, statuses }: Counted): number {
  const isIn = (column: string, values: readonly string[] | undefined) =>
    values ? `${column} IN (${values.map(() => '?').join(', ')})` : '1';
  const sql = kinds
    ? `SELECT sum(n) AS n FROM counts WHERE ${isIn('kind', kinds)} AND ${isIn('status', statuses)}`
    : `SELECT sum(n) AS n FROM totals WHERE ${isIn('status', statuses)}`;
  return reader.prepare<{ n: number | null }>(sql).get(...(kinds ?? []), ...(statuses ?? []))?.n ?? 0;
}

function countLost(reader: Reader, owners: readonly number[]): number {
  const count = reader.prepare<{ n: number }>('SELECT count(*) AS n FROM runs WHERE owner = ?');
  return owners.reduce((n, owner) => n + (count.get(owner)?.n ?? 0), 0);
}

/** Sorting more for each part of a page would take longer than a scan. */
const mostSorted = 100_000;

/** The runs of a query for an exact text, if these are few and the query asks for nothing else but times. */
export function planFewExact(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const asksForMore = !query.clauses.every(clause => isExactClause(clause) || boundsCreation(clause));
  return asksForMore ? undefined : planExact(query, reader, fewRuns);
}

const exactIndexes = { retryOf: 'runs_retry', key: 'runs_work_key' } as const satisfies {
  readonly [Field in ExactClause['field']]: string;
};

/** At least the runs with an exact text of the query; `undefined` if they are more than `many`. */
export function planExact(query: Query, reader: Reader, many: number): readonly KeyStream[] | undefined {
  const most = Math.min(Math.floor(many), mostSorted);
  const clause = query.clauses.find(one => isExactClause(one) && !one.negated);
  if (!clause || !isExactClause(clause)) return undefined;
  const { field, values } = clause;
  const [column, index] = [exactColumns[field], exactIndexes[field]];
  const isAny = values.some(({ isGlob }) => isGlob);
  const where = `${column} IS NOT NULL${isAny ? '' : ` AND ${column} IN (SELECT value FROM json_each(?))`}`;
  const params = isAny ? [] : [JSON.stringify(values.map(({ text }) => text))];
  const found = reader
    .prepare<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM runs INDEXED BY ${index} WHERE ${where} LIMIT ?)`,
    )
    .get(...params, most + 1);
  return found && found.n <= most ? [indexStream(reader, index, where, params)] : undefined;
}

export function planFailures(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const clause = query.clauses.find(one => isFailureClause(one) && !one.negated);
  if (!clause || !isFailureClause(clause)) return undefined;
  const prefixes = new Set(clause.values.map(({ text }) => prefixOfGroup(text.toLowerCase())));
  if (prefixes.has('')) return undefined;
  const dead = [...reader.deadOwners().keys()];
  const where = "status = 'failed' AND failure >= ? AND failure < ?";
  return [
    // Sorted anew for each part.
    ...Array.from(prefixes, prefix => indexStream(reader, 'runs_failure', where, [prefix, `${prefix}/`])),
    ...(dead.length > 0 ? [lostStream(reader, dead)] : []),
  ];
}

type FailureOfWorkflow = { readonly failure: FailureText; readonly name: string };

/** With more pairs of failure and workflow, sorting their runs is faster. */
const mostFailures = 24;

/** Groups with few different failures: the index orders the runs of each failure. */
export function planFewFailures(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const ids = namedGroups(query);
  if (!ids?.every(isWholePrefix) || reader.deadOwners().size > 0) return undefined;
  const found: FailureOfWorkflow[] = [];
  for (const id of new Set(ids)) {
    found.push(...failuresOf(id, reader, mostFailures + 1 - found.length));
    if (found.length > mostFailures) return undefined;
  }
  const where = "status = 'failed' AND failure = ? AND name = ?";
  return found.map(({ failure, name }) => indexStream(reader, 'runs_failure', where, [failure, name]));
}

/** The groups of a query that names nothing else but times. */
function namedGroups({ clauses }: Query): readonly string[] | undefined {
  const [clause, ...others] = clauses.filter(one => !isFailed(one) && !boundsCreation(one));
  if (!clause || !isFailureClause(clause) || clause.negated || others.length > 0) return undefined;
  return clause.values.map(({ text }) => text.toLowerCase());
}

function failuresOf(id: string, reader: Reader, limit: number): readonly FailureOfWorkflow[] {
  const from = "FROM runs INDEXED BY runs_failure WHERE status = 'failed'";
  const nextName = reader.prepare<FailureOfWorkflow>(
    `SELECT failure, name ${from} AND failure = ? AND name > ? ORDER BY name LIMIT 1`,
  );
  const first = (after: string) =>
    reader.prepare<FailureOfWorkflow>(
      `SELECT failure, name ${from} AND failure ${after} AND failure < ? ORDER BY failure, name LIMIT 1`,
    );
  const nextFailure = first('> ?');
  const found: FailureOfWorkflow[] = [];
  let next = first('>= ?').get(id, `${id}/`);
  while (next && found.length < limit) {
    found.push(next);
    next = nextName.get(next.failure, next.name) ?? nextFailure.get(next.failure, `${id}/`);
  }
  return found;
}
