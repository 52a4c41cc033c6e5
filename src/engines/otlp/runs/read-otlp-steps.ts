import type { Step } from '../../../model/run.ts';
import type { IndexedFiles } from '../indexed-files.ts';
import { attributesOf, readInput, readOutput, readSpanError } from '../spans/read-span-payloads.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { spanKind } from '../spans/to-otlp-span.ts';
import { nameOfStep } from './run-identity.ts';
import type { SummarizedRun } from './summarize-run.ts';
import type { RunPart } from './trace-group.ts';

export function readOtlpSteps({ steps, parts }: SummarizedRun, files: IndexedFiles): readonly Step[] {
  const ids = new Set(steps.map(({ id }) => id));
  const byTrace = new Map(parts.map(({ part }) => [part.trace.id, part]));
  return steps.map(entry => {
    const part = byTrace.get(entry.traceId);
    const parentId = part && stepAbove(entry, ids, part);
    return toStep(entry, { part, ...(parentId === undefined ? {} : { parentId }) }, files);
  });
}

const maxDepth = 1_000;

/** What an engine starts after a step is not part of that step. */
function stepAbove(entry: SpanEntry, steps: ReadonlySet<string>, part: RunPart): string | undefined {
  let { parentId } = entry;
  for (let depth = 0; parentId !== undefined && part.has(parentId) && depth < maxDepth; depth += 1) {
    if (steps.has(parentId)) return parentId;
    const above = part.trace.entries.get(parentId);
    if (above?.attributes?.phase !== undefined) return undefined;
    parentId = above?.parentId;
  }
  return undefined;
}

function toStep(
  entry: SpanEntry,
  { part, ...parent }: { readonly part: RunPart | undefined; readonly parentId?: string },
  files: IndexedFiles,
): Step {
  const attributes = attributesOf(entry, files);
  const input = readInput(attributes);
  const output = readOutput(attributes);
  const error = readSpanError(entry, part, files);
  return {
    id: entry.id,
    ...parent,
    name: nameOfStep(entry),
    type: stepType(entry),
    status: entry.isFailed ? 'failed' : entry.isOpen ? 'running' : 'success',
    attempt: entry.attributes?.attempt ?? 1,
    startedAt: Math.floor(entry.startAt),
    ...(entry.isOpen ? {} : { finishedAt: Math.floor(entry.endAt) }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error ? { error } : {}),
  };
}

function stepType(entry: SpanEntry): string {
  const kind = spanKind(entry, false, false);
  if (kind === 'model' || kind === 'agent') return kind;
  return kind === 'invoke_workflow' ? 'workflow' : 'action';
}
