import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { IntakeBatch } from '../../../src/contract/served-store.ts';
import { runCreated } from '../../contract/sample-events.ts';

export const runsOfBatch = 50;

/** Batch `n` of a writer: new runs, and one more log line for each run of the batch before. */
export function numberedBatch(writer: string, n: number): IntakeBatch {
  const runs = Array.from({ length: runsOfBatch }, (_, at) => runCreated(`${writer}_${n}_${at}`));
  const logs = runs.map(
    ({ id }): RunEvent => ({
      type: 'log-added',
      runId: n === 1 ? id : id.replace(`_${n}_`, `_${n - 1}_`),
      at: n,
      level: 'info',
      message: `of ${n}`,
    }),
  );
  return { writer, isOwner: true, sequence: n, events: [...runs, ...logs] };
}
