import type { RunInclude } from '../../../contract/run-store.ts';
import { isRecord } from '../../../model/is-record.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { RunError, Step } from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import type { RunDetails } from '../../kit/define-store.ts';
import { toRecord } from '../files/any-value.ts';
import type { StoredLines } from '../runs/indexed-files.ts';
import { partOf } from '../runs/run-outcome.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { findAbove, nameOfStep, type RunPart } from '../runs/trace-group.ts';
import { toEndStatus } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { scopeOf, spanKind } from '../spans/to-otlp-span.ts';
import { readConversation } from './read-conversation.ts';
import { attributesOf, framedOf, readInput, readOutput, readSpanError } from './read-span-payloads.ts';

export function readOtlpDetails(run: SummarizedRun, files: StoredLines, include: RunInclude): RunDetails {
  return {
    ...readPayloads(run, files),
    error: readError(run, files),
    usage: run.usage,
    raw: rawOf(run, files),
    messages: include.messages ? readConversation(run, files) : [],
  };
}

export function readSearchedPayloads(run: SummarizedRun, files: StoredLines): Payloads {
  return {
    ...readPayloads(run, files),
    error: readError(run, files)?.value,
    messages: run.summary.messageCount === undefined ? undefined : readConversation(run, files),
  };
}

/** The first root's input and the last root's output, of those that have one. */
function readPayloads({ parts }: SummarizedRun, files: StoredLines) {
  const roots = parts.flatMap(({ roots: { spans, areComplete } }) => (areComplete ? spans : []));
  const read = (entry: SpanEntry | undefined, payloadOf: typeof readInput) =>
    entry && payloadOf(attributesOf(entry, files));
  return {
    input: roots.map(root => read(root, readInput)).find(value => value !== undefined),
    output: roots.map(root => read(root, readOutput)).findLast(value => value !== undefined),
  };
}

function readError({ failure, parts, steps }: SummarizedRun, files: StoredLines): RunError | undefined {
  const { source, step } = failure ?? {};
  if (!source) return undefined;
  const error = readSpanError(source, partOf(source, parts), files);
  return error && { ...error, stepId: step && steps.includes(step) ? step.id : undefined };
}

function rawOf({ parts }: SummarizedRun, files: StoredLines): Readonly<Record<string, unknown>> {
  const root = parts[0]?.roots.spans[0];
  const framed = root && framedOf(root, files);
  const missing = new Set(
    parts.flatMap(({ entries, trace }) =>
      entries.flatMap(({ parentId, isEntry }) =>
        parentId === undefined || isEntry || trace.entries.has(parentId) ? [] : [parentId],
      ),
    ),
  );
  const areComplete = parts.at(-1)?.roots.areComplete !== false;
  return {
    ...(areComplete ? {} : { note: rootMissingNote }),
    traceIds: parts.map(({ trace }) => trace.id),
    spanId: root?.id,
    spans: parts.reduce((sum, { entries }) => sum + entries.length, 0),
    ...(missing.size > 0
      ? { missingParents: [...missing].slice(0, 20), missingParentCount: missing.size }
      : {}),
    ...(isRecord(framed?.resource) ? { resource: toRecord(framed.resource.attributes) } : {}),
    ...scopeOf(framed?.scope),
    ...(framed ? { attributes: toRecord(framed.raw.attributes) } : {}),
  };
}

const rootMissingNote =
  'the root span is not in the file: spans are written when they end, so the run may go on, its process may have died, or the span was lost';

export function readOtlpSteps(run: SummarizedRun, files: StoredLines): readonly Step[] {
  const { steps, parts } = run;
  const statuses = stepStatuses(run);
  const ids = new Set(steps.map(({ id }) => id));
  const byTrace = new Map(parts.map(part => [part.trace.id, part]));
  return steps.map(entry => {
    const part = byTrace.get(entry.traceId);
    const parentId = part && stepAbove(entry, ids, part);
    const status = statuses.get(entry) ?? 'success';
    return toStep(entry, { part, status, parentId }, files);
  });
}

/** A span of an engine ends the search: what an engine starts after a step is no part of it. */
function stepAbove(entry: SpanEntry, steps: ReadonlySet<string>, part: RunPart): string | undefined {
  const isEnd = ({ id, attributes }: SpanEntry) => steps.has(id) || attributes?.phase !== undefined;
  const nearest = findAbove(part, entry, isEnd);
  return nearest && steps.has(nearest.id) ? nearest.id : undefined;
}

function toStep(
  entry: SpanEntry,
  {
    part,
    ...fields
  }: { readonly part: RunPart | undefined; readonly status: RunStatus; readonly parentId?: string },
  files: StoredLines,
): Step {
  const attributes = attributesOf(entry, files);
  return {
    ...{ id: entry.id, ...fields, name: nameOfStep(entry), type: stepType(entry) },
    attempt: entry.attributes?.attempt ?? 1,
    startedAt: entry.startAt,
    finishedAt: isActive({ status: fields.status }) ? undefined : entry.endAt,
    ...{ input: readInput(attributes), output: readOutput(attributes) },
    error: readSpanError(entry, part, files),
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
