import type { RunInclude } from '../../../contract/run-store.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Run, RunError } from '../../../model/run.ts';
import { isObject, toRecord } from '../files/any-value.ts';
import { readConversation } from '../messages/read-conversation.ts';
import type { Library } from '../otlp-library.ts';
import { attributesOf, framedOf, readInput, readOutput, readSpanError } from '../spans/read-span-payloads.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { readSteps } from './read-otlp-steps.ts';
import { partOf, type SummarizedRun } from './summarize-run.ts';

export function readRun(run: SummarizedRun, library: Library, include: RunInclude): Run {
  const { summary, usage } = run;
  return {
    ...summary,
    ...withoutAbsent(readPayloads(run, library)),
    error: readError(run, library),
    usage,
    raw: rawOf(run, library),
    ...(include.steps ? { steps: readSteps(run, library) } : {}),
    ...(include.messages ? { messages: readConversation(run, library) } : {}),
  };
}

/** What the filter looks for in a run's payloads. */
export function readSearched(run: SummarizedRun, library: Library): Payloads {
  return { ...withoutAbsent(readPayloads(run, library)), error: readError(run, library)?.value };
}

/** What the first head says went in, and the last one came out. */
function readPayloads({ parts }: SummarizedRun, library: Library) {
  const heads = parts.flatMap(({ heads: { spans, areWhole } }) => (areWhole ? spans : []));
  const read = (entry: SpanEntry | undefined, payloadOf: typeof readInput) =>
    entry && payloadOf(attributesOf(entry, library));
  return {
    input: heads.map(head => read(head, readInput)).find(value => value !== undefined),
    output: heads.map(head => read(head, readOutput)).findLast(value => value !== undefined),
  };
}

function withoutAbsent({ input, output }: { readonly input: unknown; readonly output: unknown }) {
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

function readError({ failure, parts: sorted }: SummarizedRun, library: Library): RunError | undefined {
  if (!failure) return undefined;
  const parts = sorted.map(({ part }) => part);
  const { head, step } = failure;
  const read = (entry: SpanEntry) => readSpanError(entry, partOf(entry, parts), library);
  const own = head && read(head);
  const entry = own?.message === undefined ? (step ?? head) : head;
  const error = entry && read(entry);
  return error && { ...error, ...(step ? { stepId: step.id } : {}) };
}

/** What OpenTelemetry has of the run that is no field of ours. */
function rawOf({ parts }: SummarizedRun, library: Library): Readonly<Record<string, unknown>> {
  const head = parts[0]?.heads.spans[0];
  const framed = head && framedOf(head, library);
  const missing = new Set(
    parts.flatMap(({ part }) =>
      part.entries.flatMap(({ parentId, isEntry }) =>
        parentId === undefined || isEntry || part.trace.entries.has(parentId) ? [] : [parentId],
      ),
    ),
  );
  const areWhole = parts.at(-1)?.heads.areWhole !== false;
  return {
    ...(areWhole ? {} : { note: rootMissingNote }),
    traceIds: parts.map(({ part }) => part.trace.id),
    spanId: head?.id,
    spans: parts.reduce((sum, { part }) => sum + part.entries.length, 0),
    ...(missing.size > 0
      ? { missingParents: [...missing].slice(0, 20), missingParentCount: missing.size }
      : {}),
    ...(isObject(framed?.resource) ? { resource: toRecord(framed.resource.attributes) } : {}),
    ...(framed ? { attributes: toRecord(framed.raw.attributes) } : {}),
  };
}

const rootMissingNote =
  'the span that the others run in is not in the file: spans are written when they end, so the run may go on; or its process died, or the span was lost';
