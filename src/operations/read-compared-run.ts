import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import type { RunStore } from '../contract/run-store.ts';
import { type Log, type Run, runAddress, type Span } from '../model/run.ts';

type Store = Pick<RunStore, 'getRun' | 'getTrace'>;

export type TraceOptions = {
  readonly signal?: AbortSignal;
  /** Of a longer trace, so many spans are read. */
  readonly mostSpans: number;
};

/** A run with its steps, messages and spans, and how many spans were left out. */
export type ComparedRun = { readonly run: Run; readonly spansLeftOut: number };

const spansPerPage = 2_000;

/**
 * What a run is compared by, but for its spans; `undefined` where there is no such run. Yields to the event
 * loop before it reads: a local store answers at once, and several reads would block it together.
 */
export async function readWithoutTrace(
  store: Pick<Store, 'getRun'>,
  address: string,
  signal?: AbortSignal,
): Promise<Run | undefined> {
  await yieldToEventLoop();
  signal?.throwIfAborted();
  const include = { steps: true, messages: true, lazyPayloads: true };
  return store.getRun(address, { include, signal });
}

export async function addTrace(
  store: Pick<Store, 'getTrace'>,
  run: Run,
  { signal, mostSpans }: TraceOptions,
): Promise<ComparedRun> {
  const address = runAddress(run);
  const spans: Span[] = [];
  const logs: Log[] = [];
  let total = 0;
  let cursor: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await store.getTrace(address, { limit: spansPerPage, cursor, signal });
    for (const span of page?.spans ?? []) spans.push(span);
    for (const log of page?.logs ?? []) logs.push(log);
    total = page?.spanTotal ?? 0;
    cursor = page && page.spans.length > 0 ? page.nextCursor : undefined;
  } while (cursor !== undefined && spans.length < mostSpans);
  return { run: { ...run, trace: { spans, logs } }, spansLeftOut: Math.max(0, total - spans.length) };
}
