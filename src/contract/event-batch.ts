import type { RunEvent, RunFields } from './run-events.ts';

export type RunCreated = Extract<RunEvent, { type: 'run-created' }>;
export type StepPut = Extract<RunEvent, { type: 'step-put' }>;
export type SpanPut = Extract<RunEvent, { type: 'span-put' }>;
export type LogAdded = Extract<RunEvent, { type: 'log-added' }>;
export type MessagePut = Extract<RunEvent, { type: 'message-put' }>;

/** The pending changes of one run. */
export type PendingRun = {
  readonly id: string;
  created?: RunCreated;
  fields: RunFields;
  readonly steps: Map<string, StepPut>;
  readonly spans: Map<string, SpanPut>;
  readonly logs: LogAdded[];
  readonly messages: Map<string, MessagePut>;
};

/** Events that wait for the next commit. Of events about the same thing only the last is kept. */
export type EventBatch = { readonly runs: Map<string, PendingRun>; events: number; chars: number };

export function createEventBatch(): EventBatch {
  return { runs: new Map(), events: 0, chars: 0 };
}

export function addEvent(batch: EventBatch, fact: RunEvent): void {
  batch.events += 1;
  batch.chars += charsOf(fact);
  const run = pendingRun(batch, 'runId' in fact ? fact.runId : fact.id);
  switch (fact.type) {
    case 'run-created':
      run.created ??= fact;
      run.fields = mergeFields(run.fields, fact);
      break;
    case 'run-changed':
      run.fields = mergeFields(run.fields, fact);
      break;
    case 'step-put':
      run.steps.set(fact.id, fact);
      break;
    case 'span-put':
      run.spans.set(fact.id, { ...fact, startAt: run.spans.get(fact.id)?.startAt ?? fact.startAt });
      break;
    case 'log-added':
      run.logs.push(fact);
      break;
    case 'message-put':
      run.messages.set(fact.id, fact);
  }
}

function pendingRun(batch: EventBatch, id: string): PendingRun {
  let run = batch.runs.get(id);
  if (!run) {
    run = { id, fields: {}, steps: new Map(), spans: new Map(), logs: [], messages: new Map() };
    batch.runs.set(id, run);
  }
  return run;
}

function mergeFields(before: RunFields, fact: RunFields): RunFields {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(fact)) if (value !== undefined) merged[name] = value;
  return merged;
}

/** The approximate text length of an event, to bound memory while the store cannot be written. */
export function charsOf(fact: RunEvent): number {
  let chars = 0;
  for (const value of Object.values(fact)) {
    if (typeof value === 'string') chars += value.length;
    else if (
      typeof value === 'object' &&
      value !== null &&
      'value' in value &&
      typeof value.value === 'string'
    )
      chars += value.value.length;
  }
  return chars;
}
