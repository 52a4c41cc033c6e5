import type { Clause, Query } from '../../../model/query/query.ts';
import { resolveTime } from '../../../model/query/resolve-time.ts';
import { allOf, joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import {
  allKinds,
  type DrivingColumn,
  type DrivingValues,
  drivingValues,
} from '../../runs/filter/listed-values.ts';
import type { NameCount } from '../../runs/rows/read-run.ts';
import { encodeText } from '../text-codec.ts';

/** An index that orders runs newest first, and the values to read from it, group by group. */
type DrivingIndex = {
  readonly columns: readonly DrivingColumn[];
  /** Values of the columns; without columns, one group contains all runs. */
  readonly groups: readonly (readonly string[])[];
  /** The rest of the meaning of `clauses`. */
  readonly also?: readonly Sql[];
  readonly clauses: readonly Clause[];
};

const allRuns: DrivingIndex = { columns: [], groups: [[]], clauses: [] };
const maxGroups = 48;
const isUnended = raw("(r.status <> 'unknown' OR r.finished_at IS NULL)");

export function chooseIndex(query: Query, listNames: () => readonly string[] | undefined): DrivingIndex {
  const driving = drivingValues(query, listNames).filter(({ omits }) => omits !== 'raw');
  const fewest = (wanted: DrivingColumn) =>
    driving.filter(({ column }) => column === wanted).sort(byNumberOfRuns)[0];
  const [names, statuses, kinds] = [fewest('name'), fewest('status'), fewest('kind')];
  if (names && names.values.length <= maxGroups)
    return {
      columns: ['name'],
      groups: names.values.map(name => [encodeText(name)]),
      clauses: [names.clause],
    };
  if (statuses) {
    const ofKinds = kinds?.values ?? allKinds;
    return {
      columns: ['status', 'kind'],
      groups: statuses.values.flatMap(status => ofKinds.map(kind => [status, kind])),
      also: statuses.omits === 'unended' ? [isUnended] : [],
      clauses: [statuses, kinds].flatMap(values => (values && !isNarrower(values) ? values.clause : [])),
    };
  }
  return kinds
    ? { columns: ['kind'], groups: kinds.values.map(kind => [kind]), clauses: [kinds.clause] }
    : allRuns;
}

/** Among equals, a clause that the values answer comes first. */
function byNumberOfRuns(a: DrivingValues, b: DrivingValues): number {
  return a.values.length - b.values.length || Number(isNarrower(a)) - Number(isNarrower(b));
}

function isNarrower({ omits }: DrivingValues): boolean {
  return omits === 'group' || omits === 'settled';
}

export function countDriven({ columns, groups }: DrivingIndex, counts: readonly NameCount[]): number {
  const wanted = new Set(groups.map(group => JSON.stringify(group)));
  return counts
    .filter(count => wanted.has(JSON.stringify(columns.map(column => count[column]))))
    .reduce((sum, { n }) => sum + n, 0);
}

export function drivenRuns(driving: DrivingIndex, arms: Arms, select: Sql, limit: number): Sql {
  const newest = raw(`ORDER BY r.created_at DESC, r.id DESC LIMIT ${limit}`);
  const { rare, common } = byRarity(driving, arms);
  const parts = [
    ...driving.groups.flatMap(group =>
      common.map(arm => sql`SELECT ${select} FROM runs r WHERE ${inGroup(driving, group, arm)} ${newest}`),
    ),
    ...rare.map(arm => sql`SELECT ${select} FROM ${rareRuns(driving, arm)} ${newest}`),
  ];
  const [only] = parts;
  if (!only) return sql`SELECT ${select} FROM runs r WHERE false`;
  if (parts.length === 1) return only;
  const sorted = parts.map(part => sql`(${part})`);
  return sql`SELECT * FROM (${joinSql(sorted, ' UNION ALL ')}) r ${newest}`;
}

/** Rare arms have few runs, for which the index of the groups would be the wrong one. */
function byRarity({ columns }: DrivingIndex, arms: Arms): { readonly rare: Arms; readonly common: Arms } {
  const isRare = (arm: Arm) => arm.isRare && columns.length > 0;
  return { rare: arms.filter(isRare), common: arms.filter(arm => !isRare(arm)) };
}

function inGroup({ columns, also = [] }: DrivingIndex, group: readonly string[], { conditions }: Arm): Sql {
  const equal = columns.map((column, at) => sql`r.${raw(column)} = ${group[at]}`);
  return allOf([...equal, ...also, ...conditions]);
}

/** Reads by the index of the arm: `OFFSET 0` keeps PostgreSQL from reading all runs of the groups. */
function rareRuns(driving: DrivingIndex, { conditions }: Arm): Sql {
  const found = sql`SELECT r.* FROM runs r WHERE ${allOf(conditions)} OFFSET 0`;
  return sql`(${found}) r WHERE ${allOf([inGroups(driving), ...(driving.also ?? [])])}`;
}

export function countRuns(driving: DrivingIndex, arms: Arms): Sql {
  const { rare, common } = byRarity(driving, arms);
  const ofGroups = [inGroups(driving), ...(driving.also ?? [])];
  const counts = [
    ...common.map(
      ({ conditions }) => sql`(SELECT count(*) FROM runs r WHERE ${allOf([...ofGroups, ...conditions])})`,
    ),
    ...rare.map(arm => sql`(SELECT count(*) FROM ${rareRuns(driving, arm)})`),
  ];
  return sql`SELECT ${joinSql(counts, ' + ')} AS n`;
}

export function countAll(driving: DrivingIndex): Sql {
  return sql`SELECT coalesce(sum(r.n), 0)::float8 FROM counts r WHERE ${inGroups(driving)}`;
}

function inGroups({ columns, groups }: DrivingIndex): Sql {
  const isIn = groups.map(group => allOf(columns.map((column, at) => sql`r.${raw(column)} = ${group[at]}`)));
  return isIn.length === 0 ? raw('false') : sql`(${joinSql(isIn, ' OR ')})`;
}

type Arm = {
  readonly conditions: readonly Sql[];
  /** Whether hardly any run meets the conditions, which PostgreSQL does not know: see `runs_odd_start`. */
  readonly isRare?: true;
};

/** Each run of the query meets the conditions of exactly one arm. */
export type Arms = readonly Arm[];

/**
 * Hardly any run starts before it is created, so a `started:` with an end also bounds the creation time: the
 * index of newest runs begins there, and `runs_odd_start` finds the others.
 */
export function startedArms(query: Query, now: number): Arms {
  const bounds = query.clauses.flatMap(clause => {
    if (clause.type !== 'time' || clause.field !== 'started') return [];
    const ranges = clause.tests.map(test => resolveTime(test, now));
    return { before: clause.negated ? endOfOthers(ranges) : endOf(ranges), orNot: clause.negated };
  });
  const [first] = bounds.sort((a, b) => a.before - b.before);
  if (!first || first.before === Number.POSITIVE_INFINITY) return [{ conditions: [] }];
  const later = sql`r.created_at >= ${first.before}`;
  return [
    { conditions: [sql`r.created_at < ${first.before}`] },
    { conditions: [later, raw('r.started_at < r.created_at')], isRare: true },
    ...(first.orNot ? [{ conditions: [later, raw('r.started_at IS NULL')] }] : []),
  ];
}

type Range = { readonly from?: number; readonly to?: number };

function endOf(ranges: readonly Range[]): number {
  return Math.max(...ranges.map(({ to = Number.POSITIVE_INFINITY }) => to));
}

/** The end of the times outside the ranges. */
function endOfOthers(ranges: readonly Range[]): number {
  const open = ranges.filter(({ to }) => to === undefined);
  return Math.min(Number.POSITIVE_INFINITY, ...open.map(({ from = Number.NEGATIVE_INFINITY }) => from));
}
