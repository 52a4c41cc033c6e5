import type { SettledHow } from '../../../model/run.ts';
import { raw, type Sql } from '../../../query-sql/sql-template.ts';

/** What the databases say differently of a later run `s` and a failed one `r`. */
type SettledDialect = {
  /** `runs s`, read along an index. */
  readonly runs: (index: 'runs_work_key' | 'runs_schedule' | 'runs_input') => string;
  /** Whether `s` was created after `r`, in a form that these indexes can find. */
  readonly isLater: string;
  /** The order of creation, as these indexes have it. */
  readonly inOrder: string;
};

const isSuccess = "s.status = 'success' AND s.name = r.name AND s.kind = r.kind";
/** A key alone says what is the same work. */
const isKeyless = 's.work_key IS NULL';

/**
 * The run that did the work of a failed run `r` since, as `toSettled` reads it; NULL where none did. Follows
 * `model/settled-work.ts`: the first way that finds a run, and the first run that it finds.
 */
export function settledBy({ runs, isLater, inOrder }: SettledDialect): Sql {
  const first = (how: SettledHow, source: string, same: string) =>
    `(SELECT '${how} ' || coalesce(s.finished_at, s.created_at) || ' ' || s.id FROM ${source}
      WHERE ${isSuccess} AND ${same} AND ${isLater} ORDER BY ${inOrder} LIMIT 1)`;
  return raw(`coalesce(
    CASE WHEN r.retry_of IS NOT NULL OR EXISTS (SELECT 1 FROM runs d WHERE d.retry_of = r.id)
      THEN ${family}${first('retry', 'family f JOIN runs s ON s.id = f.id', 'true').slice(1)} END,
    CASE WHEN r.work_key IS NOT NULL
      THEN ${first('key', runs('runs_work_key'), 's.work_key = r.work_key')} END,
    CASE WHEN r.work_key IS NULL AND r.trigger_type = 'schedule'
      THEN ${first('schedule', runs('runs_schedule'), isOfSchedule)} END,
    CASE WHEN r.work_key IS NULL AND r.input_hash IS NOT NULL
      THEN ${first('input', runs('runs_input'), `s.input_hash = r.input_hash AND ${isKeyless}`)} END)`);
}

const isOfSchedule = `s.trigger_type = 'schedule' AND s.trigger_raw = r.trigger_raw
  AND s.trigger_label = r.trigger_label AND ${isKeyless}`;

/** The ids of the runs that a run repeats, through all of them, and of all that repeat one of these. */
const family = `(WITH RECURSIVE above(id, repeats) AS (
      SELECT r.id, r.retry_of UNION SELECT u.id, u.retry_of FROM above a JOIN runs u ON u.id = a.repeats
    ), family(id) AS (
      SELECT id FROM above UNION SELECT repeats FROM above WHERE repeats IS NOT NULL
      UNION SELECT d.id FROM family f JOIN runs d ON d.retry_of = f.id
    ) `;
