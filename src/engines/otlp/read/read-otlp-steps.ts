import type { Step } from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import type { IndexedFiles } from '../runs/indexed-files.ts';
import { nameOfStep } from '../runs/run-identity.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { entryIn, type RunPart } from '../runs/trace-group.ts';
import { toEndStatus } from '../spans/end-status.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { spanKind } from '../spans/to-otlp-span.ts';
import { attributesOf, readInput, readOutput, readSpanError } from './read-span-payloads.ts';

export function readOtlpSteps(run: SummarizedRun, files: IndexedFiles): readonly Step[] {
  const { steps, parts } = run;
  const statuses = stepStatuses(run);
  const ids = new Set(steps.map(({ id }) => id));
  const byTrace = new Map(parts.map(part => [part.trace.id, part]));
  return steps.map(entry => {
    const part = byTrace.get(entry.traceId);
    const parentId = part && stepAbove(entry, ids, part);
    const status = statuses.get(entry) ?? 'success';
    return toStep(entry, { part, status, ...(parentId === undefined ? {} : { parentId }) }, files);
  });
}

const maxDepth = 1_000;

/** What an engine starts after a step is not part of that step. */
function stepAbove(entry: SpanEntry, steps: ReadonlySet<string>, part: RunPart): string | undefined {
  let above = entryIn(part, entry.parentId);
  for (let depth = 0; above && depth < maxDepth; depth += 1) {
    if (steps.has(above.id)) return above.id;
    if (above.attributes?.phase !== undefined) return undefined;
    above = entryIn(part, above.parentId);
  }
  return undefined;
}

function toStep(
  entry: SpanEntry,
  {
    part,
    ...fields
  }: { readonly part: RunPart | undefined; readonly status: RunStatus; readonly parentId?: string },
  files: IndexedFiles,
): Step {
  const attributes = attributesOf(entry, files);
  const input = readInput(attributes);
  const output = readOutput(attributes);
  const error = readSpanError(entry, part, files);
  return {
    id: entry.id,
    ...fields,
    name: nameOfStep(entry),
    type: stepType(entry),
    attempt: entry.attributes?.attempt ?? 1,
    startedAt: entry.startAt,
    ...(isActive({ status: fields.status }) ? {} : { finishedAt: entry.endAt }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error ? { error } : {}),
  };
}

function stepType(entry: SpanEntry): string {
  const kind = spanKind(entry, false, false);
  if (kind === 'model' || kind === 'agent') return kind;
  return Object.hasOwn(types, kind) ? (types[kind] ?? 'action') : 'action';
}

const types: Readonly<Record<string, string | undefined>> = {
  invoke_workflow: 'workflow',
  workflow_sleep: 'sleep',
  workflow_wait_event: 'hook',
};

/** A suspended step waits, unless it was resumed in a span of its own, or the run ended without it. */
function stepStatuses({ steps, summary }: SummarizedRun): ReadonlyMap<SpanEntry, RunStatus> {
  const hasGivenUp = summary.status === 'failed' || summary.status === 'canceled';
  const resumed = new Set<string>();
  const statuses = new Map<SpanEntry, RunStatus>();
  for (const entry of steps.toReversed()) {
    const name = nameOfStep(entry);
    const ended = toEndStatus(entry.attributes?.endStatus) ?? 'success';
    const left = resumed.has(name) ? 'success' : hasGivenUp ? 'canceled' : ended;
    const status = isActive({ status: ended }) ? left : ended;
    statuses.set(entry, entry.isFailed ? 'failed' : entry.isOpen ? 'running' : status);
    if (entry.attributes?.resumed) resumed.add(name);
  }
  return statuses;
}
