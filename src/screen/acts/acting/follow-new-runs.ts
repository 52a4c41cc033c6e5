import { sleep } from '../../../async/sleep.ts';
import { actOnRuns } from '../../../operations/acts/act-on-runs.ts';
import { restAfterRead, timeRead } from '../../../operations/follow/read-pace.ts';
import { unlessAway } from '../../shell/jobs.ts';
import type { ReaderContext } from '../../shell/reader-context.ts';
import { type NewRun, type NewRuns, pendingNewRuns, toNewRun, withNewRuns } from './acting.ts';
import { actingDialog } from './acting-dialog.ts';
import { judgeCanary } from './canary.ts';

/** So many are read and shown together, before keys and other readers have their turn. */
const readTogether = 100;

/** Reads each run that the open dialog has started and that may still change, in turns. */
export async function followNewRuns(context: ReaderContext, signal: AbortSignal): Promise<void> {
  const { store, getState } = context;
  const opened = store();
  const acting = actingDialog.in(getState());
  if (!acting) return;
  const { runs } = acting;
  const isOpen = (): boolean =>
    !signal.aborted && store() === opened && actingDialog.in(getState())?.runs === runs;
  const pending = pendingNewRuns(acting);
  for (let at = 0; at < pending.length && isOpen(); at += readTogether) {
    const addresses = pending.slice(at, at + readTogether);
    const { result: read, tookMs } = await timeRead(() => readTurn(context, addresses, signal));
    if (!isOpen()) return;
    actingDialog.update(context, shown => judgeCanary(withNewRuns(shown, read)));
    if (at + readTogether < pending.length)
      await sleep(restAfterRead(opened.target, tookMs, { hasKeys: true }), signal);
  }
}

/** Runs that cannot be read now are read after the next change. */
async function readTurn(
  { store, now }: ReaderContext,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<NewRuns> {
  const read = new Map<string, NewRun>();
  const reading = { include: { lazyPayloads: true }, signal };
  const perform = async (address: string): Promise<void> => {
    const run = await unlessAway(() => store().getRun(address, reading), signal);
    if (run) read.set(address, toNewRun(run, now()));
  };
  await actOnRuns({ addresses, perform, stop: signal });
  return read;
}
