import { followPages } from '../contract/lists/pages.ts';
import type { RunStore } from '../contract/run-store.ts';
import { compareSpans, type TracePage } from '../contract/trace-pages.ts';
import type { Log, Span, Trace } from '../model/run.ts';
import { createPageCheck } from './list-pages.ts';

type PageOptions = {
  readonly signal?: AbortSignal;
  readonly next?: (page: TracePage & { readonly nextCursor: string }) => Promise<unknown>;
};

type Options = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (spans: number, total: number) => void;
  readonly mostSpans?: number;
};

const spansPerPage = 2_000;
const mostPages = 3;

export function tracePages(
  store: Pick<RunStore, 'getTrace'>,
  address: string,
  { signal, next }: PageOptions,
): AsyncGenerator<TracePage> {
  const read = (cursor: string | undefined) =>
    store.getTrace(address, { limit: spansPerPage, cursor, signal });
  return followPages(read, { signal, next });
}

export async function readWholeTrace(
  store: Pick<RunStore, 'getTrace' | 'target'>,
  address: string,
  { signal, onProgress, mostSpans = Number.POSITIVE_INFINITY }: Options,
): Promise<Trace> {
  const spans: Span[] = [];
  const logs: Log[] = [];
  const next = createPageCheck(store.target.location, signal, createSpanNovelty());
  for await (const page of tracePages(store, address, { signal, next })) {
    for (const span of page.spans) spans.push(span);
    for (const log of page.logs) logs.push(log);
    onProgress?.(spans.length, page.spanTotal);
    if (spans.length >= mostSpans) break;
  }
  return { spans, logs };
}

function createSpanNovelty(): (page: TracePage) => boolean {
  let last: Span | undefined;
  return ({ spans }) => {
    const further = spans.at(-1);
    if (!further || (last && compareSpans(further, last) <= 0)) return false;
    last = further;
    return true;
  };
}

/** `undefined` for more than 6,000 spans. */
export async function readShortTrace(
  store: Pick<RunStore, 'getTrace'>,
  address: string,
  signal: AbortSignal,
): Promise<Trace | undefined> {
  const spans: Span[] = [];
  const logs: Log[] = [];
  let left = mostPages;
  for await (const page of tracePages(store, address, { signal })) {
    if (page.spanTotal > spansPerPage * mostPages) return undefined;
    for (const span of page.spans) spans.push(span);
    for (const log of page.logs) logs.push(log);
    if (page.nextCursor === undefined) return { spans, logs };
    left -= 1;
    if (left === 0) return undefined;
  }
  return undefined;
}
