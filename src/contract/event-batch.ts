import { isRecord } from '../model/is-record.ts';
import type { RunEvent, RunFields } from './run-events.ts';

export type RunCreated = Extract<RunEvent, { type: 'run-created' }>;
export type StepPut = Extract<RunEvent, { type: 'step-put' }>;
export type SpanPut = Extract<RunEvent, { type: 'span-put' }>;
export type LogAdded = Extract<RunEvent, { type: 'log-added' }>;
export type MessagePut = Extract<RunEvent, { type: 'message-put' }>;

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

export function createEventBatch(events: readonly RunEvent[] = []): EventBatch {
  const batch: EventBatch = { runs: new Map(), events: 0, chars: 0 };
  for (const event of events) addEvent(batch, event);
  return batch;
}

export function addEvent(batch: EventBatch, event: RunEvent): void {
  batch.events += 1;
  batch.chars += charsOf(event);
  const run = pendingRun(batch, 'runId' in event ? event.runId : event.id);
  switch (event.type) {
    case 'run-created':
      run.created ??= event;
      run.fields = mergeFields(run.fields, event);
      break;
    case 'run-changed':
      run.fields = mergeFields(run.fields, event);
      break;
    case 'step-put':
      run.steps.set(event.id, event);
      break;
    case 'span-put':
      run.spans.set(event.id, { ...event, startAt: run.spans.get(event.id)?.startAt ?? event.startAt });
      break;
    case 'log-added':
      run.logs.push(event);
      break;
    case 'message-put':
      run.messages.set(event.id, event);
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

function mergeFields(before: RunFields, changes: RunFields): RunFields {
  const merged: Record<string, unknown> = { ...before };
  const values: Readonly<Record<string, unknown>> = changes;
  for (const name in values) if (values[name] !== undefined) merged[name] = values[name];
  return merged;
}

/** The approximate text length of an event, to bound memory while the store cannot be written. */
function charsOf(event: RunEvent): number {
  let chars = 0;
  const values: Readonly<Record<string, unknown>> = event;
  for (const name in values) {
    const value = values[name];
    if (typeof value === 'string') chars += value.length;
    else if (isRecord(value) && typeof value.value === 'string') chars += value.value.length;
  }
  return chars;
}
