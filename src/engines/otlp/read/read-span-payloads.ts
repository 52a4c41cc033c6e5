import { fieldsOf, textOf } from '../../../model/is-record.ts';
import type { RunError } from '../../../model/run.ts';
import { parseJsonText, toRecord } from '../files/any-value.ts';
import type { Framed } from '../files/otlp-line.ts';
import { pickAttributes, pickedText } from '../messages/attribute-names.ts';
import type { StoredLines } from '../runs/indexed-files.ts';
import { loggedException, type RunPart } from '../runs/trace-group.ts';
import { exceptionOf, lastException } from '../spans/exception.ts';
import type { SpanEntry } from '../spans/span-entry.ts';

/** Attributes with the input of a run, step or tool. `input.value` is OpenInference's. */
const inputKeys = [
  'workflow.input',
  'gen_ai.tool.call.arguments',
  'ai.toolCall.args',
  'traceloop.entity.input',
  'input.value',
  'gen_ai.input.messages',
  'ai.prompt.messages',
  'ai.prompt',
];

const outputKeys = [
  'workflow.output',
  'gen_ai.tool.call.result',
  'ai.toolCall.result',
  'traceloop.entity.output',
  'output.value',
  'gen_ai.output.messages',
  'ai.response.object',
  'ai.response.text',
  'ai.response.toolCalls',
];

type SpanAttributes = Readonly<Record<string, unknown>>;

export function readInput(attributes: SpanAttributes): unknown {
  return payloadOf(attributes, inputKeys, mastraInput);
}

export function readOutput(attributes: SpanAttributes): unknown {
  return payloadOf(attributes, outputKeys, mastraOutput);
}

/** Mastra's keys hold the type of the span: `mastra.workflow_run.input`. */
const mastraInput = /^mastra\.(?!metadata\.|log\.)\w+\.input$/;
const mastraOutput = /^mastra\.(?!metadata\.|log\.)\w+\.output$/;

function payloadOf(attributes: SpanAttributes, keys: readonly string[], mastra: RegExp): unknown {
  const key =
    Object.keys(attributes).find(name => mastra.test(name)) ??
    keys.find(name => Object.hasOwn(attributes, name));
  return key === undefined ? undefined : parseJsonText(attributes[key]);
}

export function framedOf({ line, at }: SpanEntry, files: StoredLines): Framed | undefined {
  return files.load(line).spans[at];
}

export function attributesOf(entry: SpanEntry, files: StoredLines): SpanAttributes {
  return toRecord(framedOf(entry, files)?.raw.attributes);
}

/** A failed span's last exception, in its events or else its log records; else its status. */
export function readSpanError(
  entry: SpanEntry,
  part: RunPart | undefined,
  files: StoredLines,
): RunError | undefined {
  const raw = framedOf(entry, files)?.raw;
  if (!raw || !entry.isFailed) return undefined;
  const log = part && loggedException(entry, part);
  const exception =
    lastException(raw.events) ?? (log && exceptionOf(files.load(log.line).logs[log.at]?.raw.attributes));
  const status = textOf(fieldsOf(raw.status).message);
  const attribute = pickedText(pickAttributes(raw.attributes, false), 'errorMessage');
  const code = textOf(toRecord(raw.attributes)['workflow.error.code']);
  const name = exception?.name ?? entry.error?.name;
  const message = exception?.message ?? attribute ?? status;
  const stack = exception?.stack;
  const value = {
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(status === undefined || status === message ? {} : { status }),
    ...(stack === undefined ? {} : { stack }),
  };
  return { value, name, message, stack, code };
}
