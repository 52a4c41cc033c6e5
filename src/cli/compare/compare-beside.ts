import { inTurns } from '../../async/in-turns.ts';
import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { unpackComparison } from '../../model/compare/packed/packed-comparison.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import { isLazy } from '../../model/payload/lazy/lazy-parts.ts';
import {
  type Against,
  type ComparedRuns,
  type CompareOptions,
  comparePair,
  compareRuns,
  type FoundPair,
  findPair,
} from '../../operations/compare-runs.ts';
import { toSentTarget } from '../../stores/sent-target.ts';
import type { ResolvedTarget } from '../../targets/target.ts';
import type { CompareAnswers, CompareRequest } from './compare-requests.ts';

type Compared = {
  readonly store: Parameters<typeof compareRuns>[0];
  /** What the store was opened from. */
  readonly target: ResolvedTarget | undefined;
  readonly address: string;
  readonly against: Against;
};

/**
 * Compares in a thread that opens the store itself, and ends with the comparison or with the signal; in place
 * where that is quicker, and where the store cannot be opened again. The same as `compareRuns` otherwise, but
 * for the values of the runs and of their steps and spans, which stay in the thread.
 */
export async function compareBeside(compared: Compared, options: CompareOptions): Promise<ComparedRuns> {
  const { store, target, address, against } = compared;
  const sent = target && (await toSentTarget(target));
  if (!sent) return compareRuns(store, address, against, options);
  return withThread(options.signal, async thread => {
    const isLong = sent.info.isRemote || (await hasLongTrace(compared, options.signal));
    // It loads while the other run is looked for.
    if (isLong) thread.start();
    const pair = await findPair(store, address, against, options);
    if (!isLong && !hasLargeParts(pair)) return comparePair(store, pair, options);
    const { addressOfB } = pair;
    return compareIn(
      thread,
      { type: 'compare', target: sent, address, addressOfB, now: options.now },
      options,
    );
  });
}

const mostSpans = 1_000;
const mostSteps = 500;

/** Whether comparing a run takes longer than to start a thread. */
async function hasLongTrace({ store, address }: Compared, signal: AbortSignal | undefined): Promise<boolean> {
  const page = await store.getTrace(address, { limit: 1, signal });
  return (page?.spanTotal ?? 0) > mostSpans;
}

function hasLargeParts({ a: { input, output, steps = [] } }: FoundPair): boolean {
  return isLazy(input) || isLazy(output) || steps.length > mostSteps;
}

type CompareThread = Thread<CompareRequest, CompareAnswers>;

async function withThread(
  signal: AbortSignal | undefined,
  use: (thread: CompareThread) => Promise<ComparedRuns>,
): Promise<ComparedRuns> {
  signal?.throwIfAborted();
  const file = threadFile(import.meta.url, './compare-worker.ts', './compare-worker.js');
  const thread: CompareThread = createThread(file, 'the comparison');
  const end = () => void thread.close();
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await use(thread);
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

async function compareIn(
  thread: CompareThread,
  request: CompareRequest,
  { signal, onProgress }: CompareOptions,
): Promise<ComparedRuns> {
  try {
    const { packed, spansLeftOut } = await thread.ask(request, signal, onProgress);
    return { ...(await inTurns(unpackComparison(packed), signal)), spansLeftOut };
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof InspectorError ? error : toFailure(error);
  }
}

function toFailure(cause: unknown): InspectorError {
  return new InspectorError('unreadable', `comparing failed: ${thrownMessage(cause)}`, {
    hint: 'compare again, or let "runlens diff" say where it failed',
    cause,
  });
}
