import type { Payloads } from '../../model/query/subject.ts';
import type { Message, Run, RunError, Step } from '../../model/run.ts';
import type { RunInclude } from '../store.ts';
import { isObject, listOf, textOf, toRecord } from './any-value.ts';
import { pickAttributes } from './attribute-names.ts';
import { spanKind } from './model-span.ts';
import type { Library } from './otlp-library.ts';
import type { Framed } from './otlp-line.ts';
import { joinCalls, parsed, readResults, readSaid, toMessage } from './read-messages.ts';
import type { SpanEntry } from './span-entry.ts';
import { callsOf, type SummarizedRun } from './summarize-run.ts';

/** Where a span of a run, a step or a tool may say what went in and came out; those of `input.value` are OpenInference's. */
const inputKeys = ['workflow.input', 'gen_ai.tool.call.arguments', 'input.value', 'gen_ai.input.messages'];
const outputKeys = ['workflow.output', 'gen_ai.tool.call.result', 'output.value', 'gen_ai.output.messages'];

export function readRun(run: SummarizedRun, library: Library, include: RunInclude): Run {
  const { summary, usage } = run;
  return {
    ...summary,
    ...withoutAbsent(readPayloads(run, library)),
    error: readError(run, library),
    usage,
    raw: rawOf(run, library),
    ...(include.steps ? { steps: readSteps(run, library) } : {}),
    ...(include.messages ? { messages: readMessages(run, library) } : {}),
  };
}

/** What the filter looks for in a run's payloads. */
export function readSearched(run: SummarizedRun, library: Library): Payloads {
  return { ...withoutAbsent(readPayloads(run, library)), error: readError(run, library)?.value };
}

/** What the first head says went in, and the last one came out. */
function readPayloads({ parts }: SummarizedRun, library: Library) {
  const heads = parts.flatMap(({ heads: { spans, areWhole } }) => (areWhole ? spans : []));
  const read = (entry: SpanEntry | undefined, keys: readonly string[]) =>
    entry && payloadOf(attributesOf(entry, library), keys);
  return {
    input: heads.map(head => read(head, inputKeys)).find(value => value !== undefined),
    output: heads.map(head => read(head, outputKeys)).findLast(value => value !== undefined),
  };
}

function withoutAbsent({ input, output }: { readonly input: unknown; readonly output: unknown }) {
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

function framedOf({ line, at }: SpanEntry, library: Library): Framed | undefined {
  return library.load(line).spans[at];
}

function attributesOf(entry: SpanEntry, library: Library): Readonly<Record<string, unknown>> {
  return toRecord(framedOf(entry, library)?.raw.attributes);
}

function payloadOf(attributes: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const key = keys.find(name => Object.hasOwn(attributes, name));
  return key === undefined ? undefined : parsed(attributes[key]);
}

function readError({ failure }: SummarizedRun, library: Library): RunError | undefined {
  if (!failure) return undefined;
  const { head, step } = failure;
  const own = head && errorOf(head, library);
  const entry = own?.message === undefined ? (step ?? head) : head;
  const error = entry && errorOf(entry, library);
  return error && { ...error, ...(step ? { stepId: step.id } : {}) };
}

/** The last exception of a span that failed, else what its status says. */
function errorOf(entry: SpanEntry, library: Library): RunError | undefined {
  const raw = framedOf(entry, library)?.raw;
  if (!raw || !entry.isFailed) return undefined;
  const exceptions = listOf(raw.events).filter(event => isObject(event) && event.name === 'exception');
  const exception = exceptions.at(-1);
  const facts = isObject(exception) ? toRecord(exception.attributes) : {};
  const status = isObject(raw.status) ? textOf(raw.status.message) : undefined;
  const name = textOf(facts['exception.type']) ?? entry.error?.name;
  const message = textOf(facts['exception.message']) ?? status;
  const stack = textOf(facts['exception.stacktrace']);
  const value = {
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message }),
    ...(status === undefined || status === message ? {} : { status }),
    ...(stack === undefined ? {} : { stack }),
  };
  return { value, name, message, stack };
}

function readSteps({ steps, parts }: SummarizedRun, library: Library): readonly Step[] {
  const heads = new Set(parts.flatMap(({ heads: { spans } }) => spans.map(({ id }) => id)));
  return steps.map(entry => toStep(entry, heads, library));
}

function toStep(entry: SpanEntry, heads: ReadonlySet<string>, library: Library): Step {
  const attributes = attributesOf(entry, library);
  const input = payloadOf(attributes, inputKeys);
  const output = payloadOf(attributes, outputKeys);
  const error = errorOf(entry, library);
  return {
    id: entry.id,
    ...(entry.parentId === undefined || heads.has(entry.parentId) ? {} : { parentId: entry.parentId }),
    name: entry.facts?.step ?? entry.name,
    type: stepType(entry),
    status: entry.isFailed ? 'failed' : entry.isOpen ? 'running' : 'success',
    attempt: entry.facts?.attempt ?? 1,
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

function readMessages({ parts }: SummarizedRun, library: Library): readonly Message[] {
  const calls = callsOf(parts.map(({ part }) => part)).flatMap(entry => {
    const said = readSaid(pickAttributes(framedOf(entry, library)?.raw.attributes, false));
    return said ? [{ entry, said }] : [];
  });
  const keys = calls.map(({ said }) => ({
    input: said.input.map(({ key }) => key),
    output: said.output.map(({ key }) => key),
  }));
  const results = readResults(calls.flatMap(({ said }) => [...said.input, ...said.output]));
  return joinCalls(keys).flatMap(({ call, at }, index) => {
    const found = calls[call];
    const spoken = found && [...found.said.input, ...found.said.output][at];
    if (!found || !spoken) return [];
    const isOutput = at >= found.said.input.length;
    const time = Math.floor(isOutput ? found.entry.endAt : found.entry.startAt);
    return [toMessage(spoken, `message_${index + 1}`, time, results)];
  });
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
