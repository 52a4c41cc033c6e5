import type { RunEvent } from '../../src/contract/run-events.ts';
import { openRunWriter } from '../../src/database/sqlite/write/open-run-writer.ts';
import { type PlantedCause, type PlantedRun, plantRuns } from '../model/share/planted-runs.ts';

const runsAtOnce = 1_000;

/** Writes a local store of such runs. */
export async function writePlantedStore(
  path: string,
  { cause, count, seed }: { readonly cause: PlantedCause; readonly count: number; readonly seed: number },
): Promise<void> {
  const writer = await openRunWriter({ path, owner: 'none', indexing: 'none' });
  const runs = plantRuns(cause, count, seed);
  for (let start = 0; start < runs.length; start += runsAtOnce) {
    writer.write(runs.slice(start, start + runsAtOnce).flatMap(toPlantedEvents));
    await writer.flush();
  }
  await writer.close();
}

export function toPlantedEvents(run: PlantedRun): readonly RunEvent[] {
  const { id, createdAt } = run;
  const message = 'the card was declined';
  return [
    {
      ...run,
      type: 'run-created',
      startedAt: createdAt,
      finishedAt: createdAt + 1_000,
      stepCount: 1,
      input: JSON.stringify(run.input),
      error: run.isFailed
        ? { value: JSON.stringify({ message }), name: 'CardError', message, stepName: 'charge' }
        : undefined,
    },
    {
      type: 'step-put',
      ...{ runId: id, id: 'reserve', name: 'reserve', stepType: 'action', status: 'success', attempt: 1 },
      startedAt: createdAt,
      finishedAt: createdAt + 20,
    },
  ];
}
