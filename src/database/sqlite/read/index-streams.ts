import { compilePattern } from '../../../model/query/pattern.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { activeStatuses, knownStatuses, type RunStatus } from '../../../model/status.ts';
import { indexStream, type KeyStream, lostStream, wholeStream } from './key-stream.ts';
import type { Reader } from './reader.ts';

/** The runs of some statuses, kinds and names, as indexes find them. */
export type IndexPlan = {
  readonly streams: readonly KeyStream[];
  /**
   * Whether every clause was turned into an index, apart from times of creation: then a page reads about as
   * many rows as it shows.
   */
  readonly isWhole: boolean;
  readonly runCount: number;
};

type Wanted = {
  statuses?: ReadonlySet<string>;
  kinds?: ReadonlySet<string>;
  names?: ReadonlySet<string>;
  isWhole: boolean;
};

type Combination = {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly n: number;
};

const allStatuses: readonly RunStatus[] = [...knownStatuses, 'unknown'];
const maxStreams = 48;
/**
 * So many runs may be read in vain by the calling thread: runs of gone owners, finished ones of unknown
 * status.
 */
const fewRuns = 300;

/** `undefined` when no index helps. */
export function planIndexes(query: Query, reader: Reader): IndexPlan | undefined {
  const wanted: Wanted = { isWhole: true };
  for (const clause of query.clauses) narrow(wanted, clause, reader);
  const total = countRuns(reader, {});
  if (!wanted.statuses && !wanted.kinds && !wanted.names) {
    return wanted.isWhole ? { streams: [wholeStream(reader)], isWhole: true, runCount: total } : undefined;
  }
  const plan = wanted.names ? planNames(wanted, wanted.names, reader) : planStatuses(wanted, reader);
  if (!plan) return undefined;
  const dead = [...reader.deadOwners().keys()];
  if (dead.length === 0 || !wanted.statuses) return plan;
  const isFew = countLost(reader, dead) <= fewRuns;
  const streams = wanted.statuses.has('failed') ? [...plan.streams, lostStream(reader, dead)] : plan.streams;
  return { ...plan, streams, isWhole: plan.isWhole && isFew };
}

function narrow(wanted: Wanted, clause: Clause, reader: Reader): void {
  const values = indexedValues(clause, reader);
  if (clause.type === 'status' && values) wanted.statuses = intersect(wanted.statuses, values.values);
  else if (clause.type === 'kind' && values) wanted.kinds = intersect(wanted.kinds, values.values);
  else if (clause.type === 'text' && values) wanted.names = intersect(wanted.names, values.values);
  else if (clause.type !== 'time' || clause.field === 'started' || clause.negated) wanted.isWhole = false;
  if (values && !values.isExact) wanted.isWhole = false;
}

type Values = { readonly values: readonly string[]; readonly isExact: boolean };

function indexedValues(clause: Clause, reader: Reader): Values | undefined {
  if (clause.type === 'status') return statusValues(clause, reader);
  if (clause.type === 'kind') return turned(clause.negated, ['workflow', 'agent'], clause.values);
  if (clause.type !== 'text' || clause.field !== 'workflow') return undefined;
  const names = reader.valuesOf('name');
  const tests = clause.values.map(compilePattern);
  return (
    names &&
    turned(
      clause.negated,
      names,
      names.filter(name => tests.some(test => test(name))),
    )
  );
}

function statusValues(clause: Extract<Clause, { type: 'status' }>, reader: Reader): Values | undefined {
  const isExact = clause.values.every(({ status, raw }) => raw === undefined && status !== 'active');
  const named = clause.values.flatMap(({ status }) =>
    status === 'active' ? [...activeStatuses, 'unknown'] : [status],
  );
  if (isExact) return turned(clause.negated, allStatuses, named);
  if (clause.negated) return undefined;
  return { values: named, isExact: countRuns(reader, { statuses: ['unknown'] }) <= fewRuns };
}

function turned(isNegated: boolean, all: readonly string[], values: readonly string[]): Values {
  return { values: isNegated ? all.filter(value => !values.includes(value)) : values, isExact: true };
}

function intersect(before: ReadonlySet<string> | undefined, values: readonly string[]): ReadonlySet<string> {
  return new Set(before ? values.filter(value => before.has(value)) : values);
}

function planNames(wanted: Wanted, names: ReadonlySet<string>, reader: Reader): IndexPlan | undefined {
  const combinations = reader
    .prepare<Combination>(
      `SELECT kind, name, status, n FROM counts
      WHERE kind IN ('workflow', 'agent') AND name IN (SELECT value FROM json_each(?)) AND n > 0`,
    )
    .all(JSON.stringify([...names]));
  const inStatus = combinations.filter(({ status }) => wanted.statuses?.has(status) ?? true);
  const fitting = inStatus.filter(({ kind }) => wanted.kinds?.has(kind) ?? true);
  const pairs = new Map(fitting.map(({ name, status }) => [JSON.stringify([name, status]), [name, status]]));
  if (pairs.size > maxStreams) return undefined;
  const hasOtherKind = inStatus.length > fitting.length;
  return {
    streams: [...pairs.values()].map(pair =>
      indexStream(reader, 'runs_name', 'name = ? AND status = ?', pair),
    ),
    isWhole: wanted.isWhole && !hasOtherKind,
    runCount: sum(fitting),
  };
}

function planStatuses(wanted: Wanted, reader: Reader): IndexPlan {
  const kinds = [...(wanted.kinds ?? ['workflow', 'agent'])];
  const countedKinds = wanted.kinds && kinds;
  if (!wanted.statuses) {
    return {
      streams: kinds.map(kind => indexStream(reader, 'runs_kind', 'kind = ?', [kind])),
      isWhole: wanted.isWhole,
      runCount: countRuns(reader, { kinds: countedKinds }),
    };
  }
  const statuses = [...wanted.statuses];
  const pairs = statuses.flatMap(status => kinds.map(kind => [status, kind]));
  return {
    streams: pairs.map(pair => indexStream(reader, 'runs_status', 'status = ? AND kind = ?', pair)),
    isWhole: wanted.isWhole,
    runCount: countRuns(reader, { kinds: countedKinds, statuses }),
  };
}

type Counted = { readonly kinds?: readonly string[]; readonly statuses?: readonly string[] };

/** From the counters. */
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

function sum(rows: readonly { readonly n: number }[]): number {
  return rows.reduce((n, row) => n + row.n, 0);
}
