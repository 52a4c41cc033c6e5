import { compareNewest } from '../../../contract/run-order.ts';
import { type Framed, type OtlpLine, toId } from '../files/otlp-line.ts';
import { toSpanEntry } from '../spans/span-entry.ts';
import { createStringPool } from '../spans/string-pool.ts';
import { type IndexedRun, toIndexedRun } from './indexed-run.ts';
import {
  addEntry,
  createTraceGroup,
  type RunPart,
  splitTrace,
  type TraceGroup,
  toLogEntry,
} from './trace-group.ts';

export type Skipped = {
  /** Spans without a trace id or span id. */
  readonly spans: number;
  /** Log records without a trace id. */
  readonly logs: number;
  /** Log records of traces that have no span yet. */
  readonly waitingLogs: number;
};

export type RunIndex = {
  /** `line` is the number by which the content can be read again. */
  readonly add: (line: number, content: OtlpLine) => void;
  /** Newest first. */
  readonly runs: () => readonly IndexedRun[];
  readonly find: (id: string) => IndexedRun | undefined;
  readonly skipped: () => Skipped;
};

/** Groups spans into runs, in any order. Keeps their places in the files, not their text. */
export function createRunIndex(): RunIndex {
  const pool = createStringPool();
  const traces = new Map<string, TraceGroup>();
  const partsOfRuns = new Map<string, RunPart[]>();
  const indexed = new Map<string, IndexedRun>();
  const changedTraces = new Set<TraceGroup>();
  let lastChanged: TraceGroup | undefined;
  let sorted: readonly IndexedRun[] = [];
  let skippedSpans = 0;
  let skippedLogs = 0;

  /** Of a trace that is about to change. Spans of one trace often follow each other. */
  function traceOf(id: string): TraceGroup {
    if (lastChanged?.id === id) return lastChanged;
    let trace = traces.get(id);
    if (!trace) {
      trace = createTraceGroup(id);
      traces.set(id, trace);
    }
    changedTraces.add(trace);
    lastChanged = trace;
    return trace;
  }

  function addSpan(framed: Framed, line: number, at: number): void {
    const traceId = toId(framed.raw.traceId);
    const id = toId(framed.raw.spanId);
    if (traceId === undefined || id === undefined) skippedSpans += 1;
    else {
      const trace = traceOf(traceId);
      addEntry(trace, toSpanEntry(framed, { line, at, traceId: trace.id, id }, pool));
    }
  }

  function addLog(framed: Framed, line: number, at: number): void {
    const traceId = toId(framed.raw.traceId);
    if (traceId === undefined) skippedLogs += 1;
    else traceOf(traceId).logs.push(toLogEntry(framed, { line, at }, pool));
  }

  function update(): void {
    if (changedTraces.size === 0) return;
    const changedRuns = new Set<string>();
    for (const { parts } of changedTraces) for (const { runId } of parts) changedRuns.add(runId);
    for (const id of changedRuns) {
      const unchanged = partsOfRuns.get(id)?.filter(({ trace }) => !changedTraces.has(trace));
      partsOfRuns.set(id, unchanged ?? []);
    }
    for (const trace of changedTraces) {
      trace.parts = splitTrace(trace);
      for (const part of trace.parts) {
        changedRuns.add(part.runId);
        const known = partsOfRuns.get(part.runId);
        if (known) known.push(part);
        else partsOfRuns.set(part.runId, [part]);
      }
    }
    changedTraces.clear();
    lastChanged = undefined;
    for (const id of changedRuns) indexRun(id);
    sorted = [...indexed.values()].sort(compareNewest);
  }

  function indexRun(id: string): void {
    const run = toIndexedRun(id, partsOfRuns.get(id) ?? []);
    if (run) indexed.set(id, run);
    else {
      indexed.delete(id);
      partsOfRuns.delete(id);
    }
  }

  return {
    add(line, { spans, logs }) {
      for (const [at, framed] of spans.entries()) addSpan(framed, line, at);
      for (const [at, framed] of logs.entries()) addLog(framed, line, at);
    },
    runs() {
      update();
      return sorted;
    },
    find(id) {
      update();
      return indexed.get(id);
    },
    skipped: () => ({ spans: skippedSpans, logs: skippedLogs, waitingLogs: countWaiting(traces) }),
  };
}

function countWaiting(traces: ReadonlyMap<string, TraceGroup>): number {
  let count = 0;
  for (const { entries, logs } of traces.values()) if (entries.size === 0) count += logs.length;
  return count;
}
