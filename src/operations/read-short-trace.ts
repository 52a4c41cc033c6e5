import type { RunStore } from '../contract/run-store.ts';
import type { Log, Span, Trace } from '../model/run.ts';

const spansPerPage = 2_000;
const mostPages = 3;

/** The whole trace of a run, if it is short: at most 6,000 spans. */
export async function readShortTrace(
  store: Pick<RunStore, 'getTrace'>,
  address: string,
  signal: AbortSignal,
): Promise<Trace | undefined> {
  const spans: Span[] = [];
  const logs: Log[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const read = await store.getTrace(address, { limit: spansPerPage, cursor, signal });
    if (!read || read.spanTotal > spansPerPage * mostPages) return undefined;
    for (const span of read.spans) spans.push(span);
    for (const log of read.logs) logs.push(log);
    cursor = read.nextCursor;
    if (cursor === undefined) return { spans, logs };
  }
  return undefined;
}
