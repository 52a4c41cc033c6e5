import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { ListOptions } from '../../../contract/lists/run-page.ts';
import type { ParseParts } from '../../../contract/reading/compared-parts.ts';
import { explainBySource } from '../../../contract/reading/explain-failures.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import type { FailureExplanation } from '../../../model/share/explanation-json.ts';
import { sql } from '../../../query-sql/sql-template.ts';
import { defaultBudget } from '../../runs/lists/run-page.ts';
import {
  type ComparedStepRow,
  type InputRow,
  keysWithSteps,
  mostComparedBytes,
  mostOutputBytes,
  toRunParts,
} from '../../runs/rows/run-parts.ts';
import { openPage, readSliced } from '../read/open-page.ts';
import type { Reader } from '../read/reader.ts';
import { listEnds, readEnds } from './run-ends.ts';

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

/** Compares all runs, and yields between its slices. */
export function explainRuns(
  query: Query,
  reader: Reader,
  { now, signal, onProgress }: Options,
): Promise<FailureExplanation | undefined> {
  const yielding = createYielding(signal);
  const source = {
    listRuns: (matching: Query, options: ListOptions) =>
      readSliced(openPage({ query: matching, ...options, budget: defaultBudget }, reader), signal),
    ends: {
      list: async (matching: Query, most: number) => {
        const pieces = listEnds(matching, reader, { now, most });
        for (;;) {
          const piece = reader.atOnce(() => pieces.next());
          if (piece.done) return piece.value;
          await yielding.pause();
        }
      },
      read: async (ends: readonly Pick<RunSummary, 'id'>[]) => reader.atOnce(() => readEnds(ends, reader)),
    },
    readParts: async (runs: readonly RunSummary[]) => {
      const ids = runs.map(({ id }) => id);
      return reader.atOnce(() => readParts(ids, reader));
    },
  };
  const pause = yielding.pause;
  return explainBySource(source, query, { now, signal, pause, onProgress });
}

/** Reads the parts by which failed runs are compared with others. */
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
