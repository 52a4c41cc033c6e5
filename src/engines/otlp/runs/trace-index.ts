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

export type TraceIndex = {
  /** `line` is the number by which the content can be read again. */
  readonly add: (line: number, content: OtlpLine) => void;
  /** Those with new spans or log records since the last call. */
  readonly takeChanged: () => readonly TraceGroup[];
  readonly skipped: () => Skipped;
};

/** Groups spans and log records by trace, in any order. Keeps their places in the files, not their text. */
export function createTraceIndex(): TraceIndex {
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
    add(line, { spans, logs }) {
      for (const [at, framed] of spans.entries()) addSpan(framed, line, at);
      for (const [at, framed] of logs.entries()) addLog(framed, line, at);
    },
    takeChanged() {
      const taken = [...changed];
      changed.clear();
      lastChanged = undefined;
      return taken;
    },
    skipped: () => ({ spans: skippedSpans, logs: skippedLogs, waitingLogs: countWaiting(traces) }),
  };
}

function countWaiting(traces: ReadonlyMap<string, TraceGroup>): number {
  let count = 0;
  for (const { entries, logs } of traces.values()) if (entries.size === 0) count += logs.length;
  return count;
}
