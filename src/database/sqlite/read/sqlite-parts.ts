import type { ParseParts } from '../../../contract/reading/compared-parts.ts';
import {
  type InputRow,
  keysWithSteps,
  mostComparedBytes,
  type TimedStepRow,
  toRunParts,
} from '../../runs/rows/run-parts.ts';
import { sql } from '../../runs/sql-template.ts';
import type { Reader } from './reader.ts';

/** What these runs are compared by. */
export function readParts(ids: readonly string[], reader: Reader): readonly ParseParts[] {
  const inputs = reader.all<InputRow>(
    sql`SELECT r.key, r.id, r.step_count, CASE WHEN octet_length(i.json) <= ${mostComparedBytes} THEN i.json END AS input
      FROM json_each(${JSON.stringify(ids)}) k CROSS JOIN runs r LEFT JOIN inputs i ON i.key = r.key WHERE r.id = k.value`,
  );
  const steps = reader.all<TimedStepRow>(
    sql`SELECT s.run, s.name, s.started_at, s.finished_at
      FROM json_each(${JSON.stringify(keysWithSteps(inputs))}) k CROSS JOIN steps s
      WHERE s.run = k.value AND s.status = 'success'`,
  );
  return toRunParts(ids, inputs, steps);
}
