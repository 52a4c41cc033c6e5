import type { SettledHow } from '../../../model/run.ts';
import { raw, type Sql } from '../../../query-sql/sql-template.ts';

/** What the databases express differently. `r` is the failed run, `s` a later one. */
type SettledDialect = {
  /** `runs s`, read along an index. */
  readonly runs: (index: 'runs_work_key' | 'runs_schedule' | 'runs_input') => string;
  /** Joins the runs of this alias that match, looked up one by one for each row before. */
  readonly join: (alias: string, matches: string) => string;
  /** Whether `s` was created after `r`, in a form that these indexes can find. */
  readonly isLater: string;
  readonly inOrder: string;
};

/**
 * The later run that did the work of a failed run `r`, in the form that `toSettled` reads, or NULL. Follows
 * `model/settled-work.ts`: the first way that finds a run counts, and the first run that it finds.
 */
export function settledBy(dialect: SettledDialect): Sql {
  const isRepeated = 'r.retry_of IS NOT NULL OR EXISTS (SELECT 1 FROM runs d WHERE d.retry_of = r.id)';
  const own = waysOf('r').map(way => firstBy(way, dialect, settledText(way.how)));
  const ofFamily = waysOf('m').map(way =>
    firstOfFamily(
      way.how,
      [
        dialect.join('m', 'm.id = f.id AND m.name = r.name AND m.kind = r.kind'),
        dialect.join('s', `s.id = ${firstBy(way, dialect, 's.id')}`),
      ].join(' '),
      dialect,
    ),
  );
  const retries = dialect.join('s', `s.id = f.id AND ${isDone} AND ${dialect.isLater}`);
  return raw(`CASE WHEN ${isRepeated}
    THEN coalesce(${[firstOfFamily('retry', retries, dialect), ...ofFamily].join(', ')})
    ELSE coalesce(${own.join(', ')}) END`);
}

type Way = {
  readonly how: SettledHow;
  readonly index: Parameters<SettledDialect['runs']>[0];
  readonly isSame: string;
};

/** The ways other than a retry, for a run of this alias. */
function waysOf(run: string): readonly Way[] {
  const isOfSchedule = `${run}.work_key IS NULL AND ${run}.trigger_type = 'schedule'
    AND s.trigger_type = 'schedule' AND s.trigger_raw = ${run}.trigger_raw
    AND s.trigger_label = ${run}.trigger_label AND s.work_key IS NULL`;
  const hasInput = `${run}.work_key IS NULL AND s.input_hash = ${run}.input_hash AND s.work_key IS NULL`;
  return [
    { how: 'key', index: 'runs_work_key', isSame: `s.work_key = ${run}.work_key` },
    { how: 'schedule', index: 'runs_schedule', isSame: isOfSchedule },
    { how: 'input', index: 'runs_input', isSame: hasInput },
  ];
}

function firstBy({ index, isSame }: Way, dialect: SettledDialect, value: string): string {
  return `(SELECT ${value} FROM ${dialect.runs(index)}
    WHERE ${isDone} AND ${isSame} AND ${dialect.isLater} ORDER BY ${dialect.inOrder} LIMIT 1)`;
}

const isDone = "s.status = 'success' AND s.name = r.name AND s.kind = r.kind";

function settledText(how: SettledHow): string {
  return `'${how} ' || coalesce(s.finished_at, s.created_at) || ' ' || s.id`;
}

/** Selects the first of the runs `s` that are joined to a run `f` of the family of `r`. */
function firstOfFamily(how: SettledHow, joins: string, dialect: SettledDialect): string {
  return `(WITH RECURSIVE ${familyOf(dialect)} SELECT ${settledText(how)} FROM family f ${joins}
    ORDER BY ${dialect.inOrder} LIMIT 1)`;
}

/** The ids of the runs that `r` repeats, directly or not, and of all runs that repeat one of these. */
function familyOf({ join }: SettledDialect): string {
  return `above(id, repeats) AS (
      SELECT r.id, r.retry_of UNION SELECT u.id, u.retry_of FROM above a ${join('u', 'u.id = a.repeats')}
    ), family(id) AS (
      SELECT id FROM above UNION SELECT repeats FROM above WHERE repeats IS NOT NULL
      UNION SELECT d.id FROM family f ${join('d', 'd.retry_of = f.id')}
    )`;
}
