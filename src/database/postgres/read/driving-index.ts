import type { Clause, Query } from '../../../model/query/query.ts';
import { activeStatuses, knownStatuses } from '../../../model/status.ts';
import type { NameCount } from '../../runs/dialect.ts';
import { allOf, joinSql, raw, type Sql, sql } from '../../runs/sql-template.ts';

/**
 * An index in which runs stand newest first, and the values whose runs are read: one group of equal columns
 * after the other.
 */
export type Driver = {
  readonly columns: readonly ('status' | 'kind' | 'name')[];
  /** Values of the columns; without columns, all runs are one group. */
  readonly groups: readonly (readonly string[])[];
  /** What else the clauses that it stands for say. */
  readonly also?: Sql;
  readonly clauses: readonly Clause[];
};

const newest: Driver = { columns: [], groups: [[]], clauses: [] };
const allKinds = ['workflow', 'agent'];
const allStatuses = [...knownStatuses, 'unknown'];
const maxGroups = 48;

/**
 * The index that leaves the fewest runs to look at; `namesOf` gives the names that a clause means, when they
 * can be listed.
 */
export function chooseDriver(
  query: Query,
  namesOf: (clause: Clause) => readonly string[] | undefined,
): Driver {
  const kinds = pick(query, kindsOf);
  const statuses = pick(query, statusesOf);
  const names = pick(query, clause => {
    const values = namesOf(clause);
    return values && { values };
  });
  if (names && names.values.length <= maxGroups)
    return { columns: ['name'], groups: names.values.map(name => [name]), clauses: [names.clause] };
  if (statuses) {
    const ofKinds = kinds?.values ?? allKinds;
    return {
      columns: ['status', 'kind'],
      groups: statuses.values.flatMap(status => ofKinds.map(kind => [status, kind])),
      also: statuses.also,
      clauses: kinds ? [statuses.clause, kinds.clause] : [statuses.clause],
    };
  }
  return kinds
    ? { columns: ['kind'], groups: kinds.values.map(kind => [kind]), clauses: [kinds.clause] }
    : newest;
}

/** How many runs stand in the driver's groups. */
export function countDriven({ columns, groups }: Driver, counts: readonly NameCount[]): number {
  const wanted = new Set(groups.map(group => JSON.stringify(group)));
  return counts
    .filter(count => wanted.has(JSON.stringify(columns.map(column => count[column]))))
    .reduce((sum, { n }) => sum + n, 0);
}

/** The newest of the driver's runs that meet the conditions, in order, as the text of a table. */
export function drivenRuns(
  { columns, groups, also }: Driver,
  conditions: readonly Sql[],
  select: Sql,
  limit: number,
): Sql {
  const newest = raw(`ORDER BY r.created_at DESC, r.id DESC LIMIT ${limit}`);
  const arms = groups.map(group => {
    const equal = columns.map((column, at) => sql`r.${raw(column)} = ${group[at]}`);
    const where = allOf([...equal, ...(also ? [also] : []), ...conditions]);
    return sql`SELECT ${select} FROM runs r WHERE ${where} ${newest}`;
  });
  const [only] = arms;
  if (!only) return sql`SELECT ${select} FROM runs r WHERE false`;
  if (arms.length === 1) return only;
  const all = joinSql(
    arms.map(arm => sql`(${arm})`),
    ' UNION ALL ',
  );
  return sql`SELECT * FROM (${all}) r ${newest}`;
}

/** How many of the driver's runs meet the conditions. */
export function countRuns(driver: Driver, conditions: readonly Sql[]): Sql {
  const { also } = driver;
  const all = [inGroups(driver), ...(also ? [also] : []), ...conditions];
  return sql`SELECT count(*) AS n FROM runs r WHERE ${allOf(all)}`;
}

/** How many runs stand in the driver's groups, by the counters. */
export function countAll(driver: Driver): Sql {
  return sql`SELECT coalesce(sum(r.n), 0)::float8 FROM counts r WHERE ${inGroups(driver)}`;
}

function inGroups({ columns, groups }: Driver): Sql {
  const isIn = groups.map(group => allOf(columns.map((column, at) => sql`r.${raw(column)} = ${group[at]}`)));
  return isIn.length === 0 ? raw('false') : sql`(${joinSql(isIn, ' OR ')})`;
}

type Values = { readonly values: readonly string[]; readonly also?: Sql };

function pick(
  query: Query,
  valuesOf: (clause: Clause) => Values | undefined,
): (Values & { readonly clause: Clause }) | undefined {
  const found = query.clauses.flatMap(clause => {
    const values = valuesOf(clause);
    return values ? [{ ...values, clause }] : [];
  });
  return found.sort((a, b) => a.values.length - b.values.length)[0];
}

function kindsOf(clause: Clause): Values | undefined {
  if (clause.type !== 'kind') return undefined;
  const { values, negated } = clause;
  return { values: allKinds.filter(kind => values.some(value => value === kind) !== negated) };
}

function statusesOf(clause: Clause): Values | undefined {
  if (clause.type !== 'status' || clause.values.some(({ raw: word }) => word !== undefined)) return undefined;
  const named = new Set<string>(clause.values.map(({ status }) => status));
  if (!named.has('active'))
    return { values: allStatuses.filter(status => named.has(status) !== clause.negated) };
  if (clause.negated) return undefined;
  const values = allStatuses.filter(
    status => named.has(status) || status === 'unknown' || activeStatuses.some(active => active === status),
  );
  return named.has('unknown')
    ? { values }
    : { values, also: raw("(r.status <> 'unknown' OR r.finished_at IS NULL)") };
}
