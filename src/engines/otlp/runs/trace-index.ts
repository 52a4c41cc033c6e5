import { type Framed, type OtlpLine, toId } from '../files/otlp-line.ts';
import { toLogEntry, toSpanEntry } from '../spans/span-entry.ts';
import { createStringPool } from '../spans/string-pool.ts';
import { addEntry, createTraceGroup, type TraceGroup } from './trace-group.ts';

export type Skipped = {
  /** Spans without a trace id or span id. */
  readonly spans: number;
  /** Log records without a trace id. */
  readonly logs: number;
  /** Log records of traces that have no span yet. */
  readonly waitingLogs: number;
};

/** Groups spans and log records by trace, in any order. Keeps their places in the files, not their text. */
export function createTraceIndex() {
  const pool = createStringPool();
  const traces = new Map<string, TraceGroup>();
  const changed = new Set<TraceGroup>();
  let lastChanged: TraceGroup | undefined;
  let skippedSpans = 0;
  let skippedLogs = 0;

  /** The trace that a span or log record is added to. Those of one trace often follow each other. */
  function changing(id: string): TraceGroup {
    if (lastChanged?.id === id) return lastChanged;
    let trace = traces.get(id);
    if (!trace) {
      trace = createTraceGroup(id);
      traces.set(id, trace);
    }
    changed.add(trace);
    lastChanged = trace;
    return trace;
  }

  function addSpan(framed: Framed, line: number, at: number): void {
    const traceId = toId(framed.raw.traceId);
    const id = toId(framed.raw.spanId);
    if (traceId === undefined || id === undefined) skippedSpans += 1;
    else {
      const trace = changing(traceId);
      addEntry(trace, toSpanEntry(framed, { line, at, traceId: trace.id, id }, pool));
    }
  }

  function addLog(framed: Framed, line: number, at: number): void {
    const traceId = toId(framed.raw.traceId);
    if (traceId === undefined) skippedLogs += 1;
    else changing(traceId).logs.push(toLogEntry(framed, { line, at }, pool));
  }

  return {
    /** `line` is the number by which the content can be read again. */
    add(line: number, { spans, logs }: OtlpLine): void {
      for (const [at, framed] of spans.entries()) addSpan(framed, line, at);
      for (const [at, framed] of logs.entries()) addLog(framed, line, at);
    },
    /** Forgets the spans and log records of lines that are gone. */
    remove(isGone: (line: number) => boolean): void {
      for (const trace of traces.values()) {
        if (!removeLines(trace, isGone)) continue;
        changed.add(trace);
        if (trace.entries.size + trace.logs.length === 0) traces.delete(trace.id);
      }
      lastChanged = undefined;
    },
    /** Those whose spans or log records have changed since the last call. */
    takeChanged(): readonly TraceGroup[] {
      const taken = [...changed];
      changed.clear();
      lastChanged = undefined;
      return taken;
    },
    skipped: (): Skipped => ({ spans: skippedSpans, logs: skippedLogs, waitingLogs: countWaiting(traces) }),
  };
}

/** Returns whether the trace had any. */
function removeLines({ entries, logs }: TraceGroup, isGone: (line: number) => boolean): boolean {
  const before = entries.size + logs.length;
  for (const [id, { line }] of entries) if (isGone(line)) entries.delete(id);
  const left = logs.filter(({ line }) => !isGone(line));
  if (left.length < logs.length) {
    logs.length = 0;
    for (const log of left) logs.push(log);
  }
  return entries.size + logs.length < before;
}

function countWaiting(traces: ReadonlyMap<string, TraceGroup>): number {
  let count = 0;
  for (const { entries, logs } of traces.values()) if (entries.size === 0) count += logs.length;
  return count;
}
