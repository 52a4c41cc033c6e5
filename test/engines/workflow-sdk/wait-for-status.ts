import type { RunStore } from '../../../src/contract/run-store.ts';
import type { Run } from '../../../src/model/run.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { waitFor } from '../../contract/reading.ts';

/** Waits until a run has a status, and gives the run with its steps. */
export async function waitForStatus(store: RunStore, id: string, status: RunStatus): Promise<Run> {
  let run: Run | undefined;
  await waitFor(async () => {
    run = await store.getRun(id, { include: { steps: true } });
    return run?.status === status;
  }, 20_000);
  if (!run) throw new Error(`${id} is gone`);
  return run;
}
