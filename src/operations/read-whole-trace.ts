import type { RunStore } from '../contract/run-store.ts';
import { compareSpans } from '../contract/trace-pages.ts';
import type { Log, Span, Trace } from '../model/run.ts';
import { createPageCheck } from './page-check.ts';

type Options = {
  readonly signal: AbortSignal;
  readonly onProgress: (spans: number, total: number) => void;
};

const spansPerPage = 2_000;

/** All pages of a run's trace; empty where none was recorded. */
export async function readWholeTrace(
  store: Pick<RunStore, 'getTrace' | 'target'>,
  address: string,
  { signal, onProgress }: Options,
): Promise<Trace> {
  const check = createPageCheck(store.target.location, signal);
  const spans: Span[] = [];
  const logs: Log[] = [];
  let last: Span | undefined;
  for (let cursor: string | undefined; ; ) {
    const page = await store.getTrace(address, { limit: spansPerPage, cursor, signal });
    for (const span of page?.spans ?? []) spans.push(span);
    for (const log of page?.logs ?? []) logs.push(log);
    onProgress(spans.length, page?.spanTotal ?? spans.length);
    cursor = page?.nextCursor;
    if (cursor === undefined) return { spans, logs };
    const further = page?.spans.at(-1);
    const isNew = further !== undefined && (last === undefined || compareSpans(further, last) > 0);
    if (isNew) last = further;
    await check.next({ cursor, isNew });
  }
}
