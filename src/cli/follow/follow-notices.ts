import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { describeStillQueued, offersFor } from '../../contract/starts/offers.ts';
import { type InspectorError, ignoreExpectedUntil } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { readOffers } from '../../operations/acts/read-offers.ts';
import type { Context } from '../context/context.ts';
import { writeNotice } from '../print/write.ts';

type Output = Pick<Context, 'stderr'>;

export function createOutageNotice(context: Output): (error: InspectorError | undefined) => void {
  return error =>
    writeNotice(error ? `runlens: ${error.message}; trying again` : 'runlens: it answers again', context);
}

export function createMissingNotice(context: Output): (missing: readonly MissingTarget[]) => void {
  let before: ReadonlySet<string> = new Set();
  return missing => {
    const now = new Set(missing.map(({ target }) => target));
    for (const { target, error } of missing)
      if (!before.has(target)) writeNotice(`runlens: ${target}: ${error.message}; trying again`, context);
    for (const target of before.difference(now)) writeNotice(`runlens: ${target} answers again`, context);
    before = now;
  };
}

/** Most starts begin sooner, and a program needs some seconds to start again. */
const patienceMs = 3_000;

/** Says on stderr, once, that a run stays queued because no running program offers its workflow. */
export function createUnofferedNotice(
  store: RunStore,
  context: Pick<Context, 'stderr' | 'signal'>,
): (run: Pick<Run, 'name' | 'status' | 'trigger' | 'target'>) => Promise<void> {
  let lookAt = performance.now() + patienceMs;
  return async run => {
    if (!store.can.start || run.status !== 'queued' || performance.now() < lookAt) return;
    lookAt = performance.now() + patienceMs;
    // While the store is away, which the reader of the run reports, there are none.
    const known = await readOffers(store, context.signal).catch(ignoreExpectedUntil(context.signal));
    const offers = offersFor(run, known);
    const waiting = offers && offers.refusal === undefined && describeStillQueued(run, offers.names);
    if (!waiting) return;
    lookAt = Number.POSITIVE_INFINITY;
    writeNotice(waiting.reason, context);
    writeNotice(`  ${waiting.hint}`, context);
  };
}
