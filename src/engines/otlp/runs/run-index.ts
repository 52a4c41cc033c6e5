import { compareNewest, type Place } from '../../../contract/lists/run-order.ts';
import { type Framed, type OtlpLine, toId } from '../files/otlp-line.ts';
import { createStringPool } from '../spans/exception.ts';
import { type SpanEntry, toLogEntry, toSpanEntry } from '../spans/span-entry.ts';
import { type Outcome, readOutcome } from './run-outcome.ts';
import { splitTrace } from './run-roots.ts';
import { type SummarizedRun, summarizeOtlpRun } from './summarize-run.ts';
import type { RunPart, TraceGroup } from './trace-group.ts';

export type RunIndex = ReturnType<typeof createRunIndex>;

export function createRunIndex() {
  const traces = createTraceIndex();
  const runs = new Map<string, IndexedRun>();
  let sorted: readonly IndexedRun[] = [];

  function update(): void {
    const changed = traces.takeChanged();
    if (changed.length === 0) return;
    for (const [id, parts] of splitAnew(changed)) {
      const run = toIndexedRun(id, parts);
      if (run) runs.set(id, run);
      else runs.delete(id);
    }
    sorted = [...runs.values()].sort(compareNewest);
  }

  /** All parts of each run in which one of the traces was or is. */
  function splitAnew(changed: readonly TraceGroup[]): ReadonlyMap<string, readonly RunPart[]> {
    const partsOf = new Map<string, RunPart[]>();
    const replaced = new Set(changed.flatMap(({ parts }) => parts));
    for (const { runId } of replaced) {
      if (partsOf.has(runId)) continue;
      partsOf.set(runId, runs.get(runId)?.parts.filter(part => !replaced.has(part)) ?? []);
    }
    for (const trace of changed) {
      trace.parts = splitTrace(trace);
      for (const part of trace.parts) {
        const known = partsOf.get(part.runId);
        if (known) known.push(part);
        else partsOf.set(part.runId, [...(runs.get(part.runId)?.parts ?? []), part]);
      }
    }
    return partsOf;
  }

  return {
    add: traces.add,
    remove: traces.remove,
    skipped: traces.skipped,
    /** Newest first. */
    runs(): readonly IndexedRun[] {
      update();
      return sorted;
    },
    find(id: string): IndexedRun | undefined {
      update();
      return runs.get(id);
    },
  };
}

/** What takes long is read when asked for, and kept. */
export type IndexedRun = Place & {
  readonly parts: readonly RunPart[];
  readonly root: SpanEntry;
  outcome: Outcome | undefined;
  summarized: SummarizedRun | undefined;
};

function toIndexedRun(id: string, given: readonly RunPart[]): IndexedRun | undefined {
  const parts = given.toSorted((a, b) => startOf(a) - startOf(b));
  const root = parts[0]?.roots.spans[0];
  if (!root) return undefined;
  return { id, createdAt: Math.floor(root.startAt), parts, root, outcome: undefined, summarized: undefined };
}

function startOf({ roots }: RunPart): number {
  return roots.spans[0]?.startAt ?? 0;
}

export function outcomeOf(run: IndexedRun): Outcome {
  run.outcome ??= readOutcome(run.id, run.parts);
  return run.outcome;
}

export function summarize(run: IndexedRun): SummarizedRun {
  run.summarized ??= summarizeOtlpRun(run, outcomeOf(run));
  return run.summarized;
}

export type Skipped = {
  readonly spans: number;
  readonly logs: number;
  readonly waitingLogs: number;
};

/** Groups spans and log records by trace, in any order. Keeps their places in the files, not their text. */
function createTraceIndex() {
  const pool = createStringPool();
  const traces = new Map<string, TraceGroup>();
  const changed = new Set<TraceGroup>();
  /** Spans of which another copy counts, until the file with that is removed. */
  let copies: SpanEntry[] = [];
  let lastChanged: TraceGroup | undefined;
  let skippedSpans = 0;
  let skippedLogs = 0;

  /** Marks the trace as changed. Spans of one trace often follow each other. */
  function changing(id: string): TraceGroup {
    if (lastChanged?.id === id) return lastChanged;
    lastChanged = traces.get(id) ?? { id, entries: new Map(), logs: [], parts: [] };
    traces.set(id, lastChanged);
    changed.add(lastChanged);
    return lastChanged;
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

  function addEntry({ entries }: TraceGroup, entry: SpanEntry): void {
    const before = entries.get(entry.id);
    const counts = !entry.isOpen || !before || before.isOpen;
    if (counts) entries.set(entry.id, entry);
    if (before) copies.push(counts ? before : entry);
  }

  function addLog(framed: Framed, line: number, at: number): void {
    const traceId = toId(framed.raw.traceId);
    if (traceId === undefined) skippedLogs += 1;
    else changing(traceId).logs.push(toLogEntry(framed, { line, at }, pool));
  }

  return {
    add(line: number, { spans, logs }: OtlpLine): void {
      for (const [at, framed] of spans.entries()) addSpan(framed, line, at);
      for (const [at, framed] of logs.entries()) addLog(framed, line, at);
    },
    remove(isGone: (line: number) => boolean): void {
      for (const trace of traces.values()) {
        if (!removeLines(trace, isGone)) continue;
        changed.add(trace);
        if (trace.entries.size + trace.logs.length === 0) traces.delete(trace.id);
      }
      lastChanged = undefined;
      const left = copies.filter(({ line }) => !isGone(line));
      const needed = new Set(left.filter(({ traceId, id }) => !traces.get(traceId)?.entries.has(id)));
      copies = left.filter(copy => !needed.has(copy));
      for (const copy of needed) addEntry(changing(copy.traceId), copy);
    },
    takeChanged(): readonly TraceGroup[] {
      const taken = [...changed];
      changed.clear();
      lastChanged = undefined;
      return taken;
    },
    skipped(): Skipped {
      const waiting = traces.values().filter(({ entries }) => entries.size === 0);
      const waitingLogs = waiting.reduce((sum, { logs }) => sum + logs.length, 0);
      return { spans: skippedSpans, logs: skippedLogs, waitingLogs };
    },
  };
}

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
