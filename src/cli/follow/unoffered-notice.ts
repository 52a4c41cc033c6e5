import { describeNotOffered, offeredNames } from '../../contract/not-offered.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { writeNotice } from '../print/write.ts';

/** Most starts begin sooner, and a program that is started anew takes some seconds. */
const patienceMs = 3_000;

/** Says on stderr, once, that a run stays queued because no running program offers its workflow. */
export function createUnofferedNotice(
  store: RunStore,
  context: Pick<Context, 'stderr' | 'signal'>,
): (run: Pick<Run, 'name' | 'status'>) => Promise<void> {
  let lookAt = performance.now() + patienceMs;
  return async ({ name, status }) => {
    if (!store.can.start || status !== 'queued' || performance.now() < lookAt) return;
    lookAt = performance.now() + patienceMs;
    const offered = await readOffered(store, context.signal);
    if (!offered || offered.includes(name)) return;
    lookAt = Number.POSITIVE_INFINITY;
    const { reason, hint } = describeNotOffered(name, offered);
    writeNotice(`still queued: ${reason}, and a start waits until one does`, context);
    writeNotice(`  ${hint}`, context);
  };
}

/** `undefined` while the store is away, which is told where the run is read. */
async function readOffered(store: RunStore, signal: AbortSignal): Promise<readonly string[] | undefined> {
  try {
    return offeredNames(await store.workflows({ signal }));
  } catch (error) {
    if (signal.aborted || !(error instanceof InspectorError)) throw error;
    return undefined;
  }
}
