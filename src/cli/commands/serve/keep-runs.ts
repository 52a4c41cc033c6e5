import { setTimeout as delay } from 'node:timers/promises';
import type { RunRemover } from '../../../contract/run-remover.ts';
import type { ServedStore } from '../../../contract/served-store.ts';
import { thrownMessage } from '../../../model/errors.ts';
import { formatExactDuration } from '../../../model/query/parse-duration.ts';
import { emptyQuery } from '../../../model/query/query.ts';
import { countOf } from '../../../model/text/formats.ts';
import { pruneRuns } from '../../../operations/prune-runs.ts';
import { sumRuns } from '../../../operations/run-counts.ts';
import type { Context } from '../../context/context.ts';
import { writeNotice } from '../../print/write.ts';
import { locationToServe } from './store-to-serve.ts';

const longestPauseMs = 600_000;
const shortestPauseMs = 500;

export async function keepRuns(
  { store }: Pick<ServedStore, 'store'>,
  ageMs: number,
  { store: named }: { readonly store?: string },
  context: Context,
): Promise<void> {
  const { signal } = context;
  const age = formatExactDuration(ageMs);
  writeNotice(`  runs are removed ${age} after their end`, context);
  const pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, ageMs / 10));
  let reported: string | undefined;
  while (!signal.aborted) {
    try {
      const runs = await removeOld(store, ageMs, named, context);
      if (runs > 0) writeNotice(`removed ${countOf(runs, 'run')} that ended ${age} ago`, context);
      reported = undefined;
    } catch (error) {
      const message = thrownMessage(error);
      if (!signal.aborted && message !== reported)
        writeNotice(`old runs cannot be removed: ${message}`, context);
      reported = message;
    }
    await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function removeOld(
  store: ServedStore['store'],
  ageMs: number,
  named: string | undefined,
  context: Context,
): Promise<number> {
  const { signal } = context;
  const remover = await openRemover(named, context);
  const now = context.now();
  try {
    const counts = await pruneRuns({
      store,
      remover,
      query: emptyQuery,
      endedBefore: now - ageMs,
      giveBack: 'surplus',
      now,
      signal,
    });
    await remover.giveBack('surplus', signal);
    return sumRuns(counts);
  } finally {
    await remover.close();
  }
}

async function openRemover(named: string | undefined, context: Context): Promise<RunRemover> {
  const { openDatabaseRemover, openFileRemover } = await import('../../../stores/open-run-remover.ts');
  const location = locationToServe(named, context);
  return location.kind === 'sqlite' ? openFileRemover(location.path) : openDatabaseRemover(location);
}
