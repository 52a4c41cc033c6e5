import type { ParseParts } from '../../../contract/reading/compared-parts.ts';
import { type Reading, rowsOf } from '../../runs/reading.ts';
import {
  type InputRow,
  keysWithSteps,
  mostComparedBytes,
  type TimedStepRow,
  toRunParts,
} from '../../runs/rows/run-parts.ts';
import { sql } from '../../runs/sql-template.ts';

/** What these runs are compared by. */
export function* readParts(ids: readonly string[]): Reading<readonly ParseParts[]> {
  const inputs = yield* rowsOf<InputRow>(
    sql`SELECT r.key, r.id, r.step_count, CASE WHEN octet_length(p.input) <= ${mostComparedBytes} THEN p.input END AS input
      FROM runs r LEFT JOIN payloads p ON p.key = r.key WHERE r.id = ANY(${ids}::text[])`,
  );
  const steps = yield* rowsOf<TimedStepRow>(
    sql`SELECT s.run, s.name, s.started_at, s.finished_at FROM steps s
      WHERE s.run = ANY(${keysWithSteps(inputs)}::bigint[]) AND s.status = 'success'`,
  );
  return toRunParts(ids, inputs, steps);
}
