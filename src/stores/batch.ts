import type { Fact, RunFields } from './facts.ts';

export type CreatedFact = Extract<Fact, { type: 'run-created' }>;
export type StepFact = Extract<Fact, { type: 'step-put' }>;
export type SpanFact = Extract<Fact, { type: 'span-put' }>;
export type LogFact = Extract<Fact, { type: 'log-added' }>;
export type MessageFact = Extract<Fact, { type: 'message-put' }>;

/** What is to be written of one run. */
export type PendingRun = {
  readonly id: string;
  created?: CreatedFact;
  fields: RunFields;
  readonly steps: Map<string, StepFact>;
  readonly spans: Map<string, SpanFact>;
  readonly logs: LogFact[];
  readonly messages: Map<string, MessageFact>;
};

/** Facts that wait for the next commit, folded: of what was said twice, the last word is written once. */
export type Batch = { readonly runs: Map<string, PendingRun>; facts: number; chars: number };

export function createBatch(): Batch {
  return { runs: new Map(), facts: 0, chars: 0 };
}

export function addFact(batch: Batch, fact: Fact): void {
  batch.facts += 1;
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

function pendingRun(batch: Batch, id: string): PendingRun {
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

/** Roughly how much text a fact holds, to keep what waits for a full disk within bounds. */
export function charsOf(fact: Fact): number {
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
