import type { RunInclude } from '../../../contract/run-store.ts';
import { isRecord } from '../../../model/is-record.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Run, RunError } from '../../../model/run.ts';
import { toRecord } from '../files/any-value.ts';
import type { IndexedFiles } from '../runs/indexed-files.ts';
import { partOf } from '../runs/run-outcome.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { scopeOf } from '../spans/to-otlp-span.ts';
import { readConversation } from './read-conversation.ts';
import { readOtlpSteps } from './read-otlp-steps.ts';
import { attributesOf, framedOf, readInput, readOutput, readSpanError } from './read-span-payloads.ts';

export function readOtlpRun(run: SummarizedRun, files: IndexedFiles, include: RunInclude): Run {
  const { summary, usage } = run;
  return {
    ...summary,
    ...readPayloads(run, files),
    error: readError(run, files),
    usage,
    raw: rawOf(run, files),
    ...(include.steps ? { steps: readOtlpSteps(run, files) } : {}),
    ...(include.messages ? { messages: readConversation(run, files) } : {}),
  };
}

export function readSearchedPayloads(run: SummarizedRun, files: IndexedFiles): Payloads {
  return {
    ...readPayloads(run, files),
    error: readError(run, files)?.value,
    messages: run.summary.messageCount === undefined ? undefined : readConversation(run, files),
  };
}

/** The first root's input and the last root's output, of those that have one. */
function readPayloads({ parts }: SummarizedRun, files: IndexedFiles) {
  const roots = parts.flatMap(({ roots: { spans, areComplete } }) => (areComplete ? spans : []));
  const read = (entry: SpanEntry | undefined, payloadOf: typeof readInput) =>
    entry && payloadOf(attributesOf(entry, files));
  return {
    input: roots.map(root => read(root, readInput)).find(value => value !== undefined),
    output: roots.map(root => read(root, readOutput)).findLast(value => value !== undefined),
  };
}

function readError({ failure, parts, steps }: SummarizedRun, files: IndexedFiles): RunError | undefined {
  const { source, step } = failure ?? {};
  if (!source) return undefined;
  const error = readSpanError(source, partOf(source, parts), files);
  return error && { ...error, ...(step && steps.includes(step) ? { stepId: step.id } : {}) };
}

function rawOf({ parts }: SummarizedRun, files: IndexedFiles): Readonly<Record<string, unknown>> {
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
