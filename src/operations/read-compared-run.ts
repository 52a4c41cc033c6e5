import type { RunStore } from '../contract/run-store.ts';
import type { Log, Run, Span } from '../model/run.ts';

type Store = Pick<RunStore, 'getRun' | 'getTrace'>;

export type ReadOptions = {
  readonly signal?: AbortSignal;
  /** Of a longer trace, so many spans are read. */
  readonly mostSpans: number;
};

/** A run with its steps, messages and spans, and how many spans were left out. */
export type ComparedRun = { readonly run: Run; readonly spansLeftOut: number };

const spansPerPage = 2_000;

/** Reads what runs are compared by; `undefined` where there is no such run. */
export async function readComparedRun(
  store: Store,
  address: string,
  { signal, mostSpans }: ReadOptions,
): Promise<ComparedRun | undefined> {
  const include = { steps: true, messages: true, lazyPayloads: true };
  const run = await store.getRun(address, { include, signal });
  if (!run) return undefined;
  const spans: Span[] = [];
  const logs: Log[] = [];
  let total = 0;
  let cursor: string | undefined;
  do {
    const page = await store.getTrace(address, { limit: spansPerPage, cursor, signal });
    for (const span of page?.spans ?? []) spans.push(span);
    for (const log of page?.logs ?? []) logs.push(log);
    total = page?.spanTotal ?? 0;
    cursor = page && page.spans.length > 0 ? page.nextCursor : undefined;
  } while (cursor !== undefined && spans.length < mostSpans);
  return { run: { ...run, trace: { spans, logs } }, spansLeftOut: Math.max(0, total - spans.length) };
}
