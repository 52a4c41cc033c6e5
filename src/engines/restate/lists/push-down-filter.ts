import { globPieces } from '../../../model/query/pattern.ts';
import type {
  Clause,
  NumberField,
  NumberTest,
  Query,
  StatusValue,
  TextField,
  TextPattern,
} from '../../../model/query/query.ts';
import { resolveTime } from '../../../model/query/resolve-time.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { runTags } from '../../../model/run-fields.ts';
import { likePattern, sqlText, sqlTexts, sqlTime } from '../admin-api/restate-sql.ts';
import { canceledFailures, killedFailure, openStatuses } from '../invocation/invocation-row.ts';

type PushedDownFilter = {
  /** SQL conditions over `sys_invocation` that every matching run meets. */
  readonly conditions: readonly string[];
  /** The clauses that only the model's matcher can decide. */
  readonly rest: Query;
};

/** `isExact`: a row meets the condition if and only if its run matches the clause. */
type ClauseSql = { readonly condition: string; readonly isExact: boolean };

export function pushDownFilter(query: Query, now: number): PushedDownFilter {
  const conditions: string[] = [];
  const rest: Clause[] = [];
  for (const clause of query.clauses) {
    const sql = toSql(clause, now);
    // Negating an inexact condition would exclude matching runs.
    if (sql && (sql.isExact || !clause.negated)) {
      conditions.push(clause.negated ? `not coalesce(${sql.condition}, false)` : sql.condition);
    }
    if (!sql?.isExact) rest.push(clause);
  }
  return { conditions, rest: { clauses: rest } };
}

function toSql(clause: Clause, now: number): ClauseSql | undefined {
  switch (clause.type) {
    case 'status':
      return anyOf(clause.values.map(statusSql));
    case 'kind':
      return exact(String(clause.values.includes('workflow')));
    case 'text':
      return textSql(clause.field, clause.values);
    case 'number':
      return numberSql(clause.field, clause.tests, now);
    case 'time': {
      const column = clause.field === 'started' ? 'running_at' : 'created_at';
      return anyOf(clause.tests.map(test => rangeSql(column, resolveTime(test, now))));
    }
    default:
      return undefined;
  }
}

function exact(condition: string): ClauseSql {
  return { condition: `(${condition})`, isExact: true };
}

function anyOf(all: readonly ClauseSql[]): ClauseSql {
  return {
    condition: `(${all.map(({ condition }) => condition).join(' or ')})`,
    isExact: all.every(({ isExact }) => isExact),
  };
}

const knownStatuses = sqlTexts([...Object.keys(openStatuses), 'suspended', 'completed']);
const isUnknownStatus = `(status not in (${knownStatuses})
  or (status = 'completed' and coalesce(completion_result, '') not in ('success', 'failure')))`;
const canceled = `coalesce(completion_failure, '') in (${sqlTexts(canceledFailures)})`;

/** Tests `completion_result` where possible, because the server computes `status` slowly. */
function statusSql({ status, raw }: StatusValue): ClauseSql {
  switch (status) {
    case 'queued':
    case 'running': {
      const words = Object.entries(openStatuses).flatMap(([word, ours]) => (ours === status ? [word] : []));
      return exact(`status in (${sqlTexts(words)})`);
    }
    case 'sleeping':
    case 'waiting':
      return { condition: `(status = 'suspended')`, isExact: false };
    case 'success':
      return exact(`completion_result = 'success'`);
    case 'failed':
      return exact(`completion_result = 'failure' and not ${canceled}`);
    case 'canceled':
      return exact(`completion_result = 'failure' and ${canceled}`);
    case 'unknown':
      return exact(raw === undefined ? isUnknownStatus : `lower(status) = ${sqlText(foldCase(raw))}`);
    case 'active':
      return exact(
        `status in (${sqlTexts([...Object.keys(openStatuses), 'suspended'])})
          or (${isUnknownStatus} and completed_at is null)`,
      );
  }
}

/** Invocations lack these fields, and an absent value matches nothing. */
const absentFields: ReadonlySet<TextField> = new Set([...runTags, 'model', 'service', 'log']);

function textSql(field: TextField, patterns: readonly TextPattern[]): ClauseSql | undefined {
  if (absentFields.has(field)) return exact('false');
  if (field === 'id') return anyOf(patterns.map(pattern => patternSql('id', pattern)));
  if (field === 'workflow')
    return anyOf(
      patterns.map(pattern => patternSql(`concat(target_service_name, '/', target_handler_name)`, pattern)),
    );
  if (field === 'retryOf') return restartSql(patterns);
  if (field === 'failure') return { condition: '(completion_failure is not null)', isExact: false };
  if (field === 'error' || field === 'step')
    return {
      condition: `(completion_failure is not null or last_failure is not null or status = 'paused')`,
      isExact: false,
    };
  return undefined;
}

/** The matcher decides for a glob other than `*`. */
function restartSql(patterns: readonly TextPattern[]): ClauseSql {
  const globs = patterns.filter(({ isGlob }) => isGlob);
  if (globs.length === 0) return exact(`restarted_from in (${sqlTexts(patterns.map(({ text }) => text))})`);
  const isAny = globs.some(({ text }) => globPieces(text).every(piece => piece === ''));
  return { condition: '(restarted_from is not null)', isExact: isAny };
}

/** Ids and names are ASCII, so `lower` folds case as the matcher does. */
function patternSql(value: string, { text, isGlob }: TextPattern): ClauseSql {
  if (!isGlob) return exact(`lower(${value}) = ${sqlText(foldCase(text))}`);
  return exact(`lower(${value}) like ${sqlText(likePattern(globPieces(text).map(foldCase)))} escape '\\'`);
}

function numberSql(field: NumberField, tests: readonly NumberTest[], now: number): ClauseSql | undefined {
  if (field === 'slow') return undefined;
  if (field === 'cost' || field === 'messages') return exact('false');
  const value = field === 'steps' ? stepsSql() : durationSql(now);
  return anyOf(tests.map(test => exact(testSql(value, test))));
}

/** In ms; up to `now` for an unfinished run. */
function durationSql(now: number): string {
  const end = `coalesce(cast(completed_at as bigint), ${Math.trunc(now)})`;
  return `case when running_at is null then null else greatest(0, ${end} - cast(running_at as bigint)) end`;
}

/** Without the current suspension: of earlier ones nothing is known. */
export function runningSql(now: number): string {
  const latest = Math.trunc(now);
  const paused = `least(cast(modified_at as bigint), ${latest})`;
  const until = `case when status = 'suspended' then ${paused} else ${latest} end`;
  const end = `coalesce(cast(completed_at as bigint), ${until}, ${latest})`;
  return `case when running_at is null then null else greatest(0, ${end} - cast(running_at as bigint)) end`;
}

/** Counts as `toInvocationSummary` does. */
export function stepsSql(): string {
  const hasOutput = `status = 'completed' and coalesce(completion_failure, '') <> ${sqlText(killedFailure)}`;
  const own = `case when ${hasOutput} then 2 else 1 end`;
  return `case when coalesce(journal_commands_size, 0) = 0 then null
    else greatest(0, cast(journal_commands_size as bigint) - ${own}) end`;
}

function testSql(value: string, test: NumberTest): string {
  if (test.op === '..') return `(${value}) between ${toNumber(test.from)} and ${toNumber(test.to)}`;
  return `(${value}) ${test.op} ${toNumber(test.value)}`;
}

/** A double compares with any number. */
function toNumber(value: number): string {
  return `cast(${sqlText(String(value))} as double)`;
}

function rangeSql(column: string, range: { readonly from?: number; readonly to?: number }): ClauseSql {
  const bounds = [
    ...(range.from === undefined ? [] : [`${column} >= ${sqlTime(Math.ceil(range.from))}`]),
    ...(range.to === undefined ? [] : [`${column} < ${sqlTime(Math.ceil(range.to))}`]),
  ];
  return exact([`${column} is not null`, ...bounds].join(' and '));
}
