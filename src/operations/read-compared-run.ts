import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import type { RunStore } from '../contract/run-store.ts';
import { type Log, type Run, runAddress, type Span } from '../model/run.ts';
import { tracePages } from './read-trace.ts';

type Store = Pick<RunStore, 'getRun' | 'getTrace'>;

export type TraceOptions = {
  readonly signal?: AbortSignal;
  /** So many spans of a longer trace are read. */
  readonly mostSpans: number;
};

/** A run with its steps, messages and spans, and how many spans were left out. */
export type ComparedRun = { readonly run: Run; readonly spansLeftOut: number };

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
  const spans: Span[] = [];
  const logs: Log[] = [];
  let total = 0;
  for await (const page of tracePages(store, runAddress(run), { signal })) {
    for (const span of page.spans) spans.push(span);
    for (const log of page.logs) logs.push(log);
    total = page.spanTotal;
    if (page.spans.length === 0 || spans.length >= mostSpans) break;
  }
  return { run: { ...run, trace: { spans, logs } }, spansLeftOut: Math.max(0, total - spans.length) };
}
