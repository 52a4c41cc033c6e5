import { fieldsOf, isRecord } from '../../model/is-record.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import type { Framed } from '../otlp/files/otlp-line.ts';
import type { StoredLines } from '../otlp/runs/indexed-files.ts';
import { createRunIndex, summarize } from '../otlp/runs/run-index.ts';
import type { SummarizedRun } from '../otlp/runs/summarize-run.ts';
import type { SpanRow } from './mastra-file.ts';
import type { MastraRow } from './run-list.ts';

/** A run's spans, read as if Mastra had exported them by OpenTelemetry. */
export type SpanRun = {
  readonly run: SummarizedRun;
  readonly files: StoredLines;
  /** Steps of a workflow by the ids of their spans: the snapshot tells more about them. */
  readonly steps: ReadonlyMap<string, string>;
};

export function toSpanRun(row: MastraRow, spans: readonly SpanRow[]): SpanRun | undefined {
  const own = ownSpans(row, spans);
  const hasInference = own.some(({ spanType }) => spanType === 'model_inference');
  const content = { spans: own.map(span => toFramed(span, own[0]?.traceId, hasInference)), logs: [] };
  const index = createRunIndex();
  index.add(0, content);
  const [run] = index.runs();
  const steps = own.filter(({ spanType }) => spanType.startsWith('workflow_'));
  return (
    run && {
      ...{ run: summarize(run), files: { load: () => content } },
      steps: new Map(steps.map(({ spanId, entityId }) => [spanId, entityId ?? ''])),
    }
  );
}

/** The spans of an agent, or of a workflow without those of called ones. A span comes after its parent. */
function ownSpans({ kind, name, key }: MastraRow, spans: readonly SpanRow[]): readonly SpanRow[] {
  const ids = new Set<string>();
  return spans.filter(({ spanId, parentSpanId, spanType, entityId, runId }) => {
    const isCalled = kind === 'workflow' && spanType === 'workflow_run';
    const isRoot = kind === 'agent' ? spanId === key : isCalled && entityId === name && runId === key;
    const isOwn = isRoot || (!isCalled && ids.has(parentSpanId ?? ''));
    if (isOwn) ids.add(spanId);
    return isOwn;
  });
}

const tools: readonly string[] = ['tool_call', 'mcp_tool_call', 'provider_tool_call'];
const operations: ReadonlyMap<string, string> = new Map([
  ['agent_run', 'invoke_agent'],
  ['workflow_run', 'invoke_workflow'],
  ['model_step', 'agent_step'],
  ...tools.map(type => [type, 'execute_tool'] as const),
]);

/** Names attributes as @mastra/otel-exporter 1.4 does. All traces of a run become one. */
function toFramed(span: SpanRow, traceId: string | undefined, hasInference: boolean): Framed {
  const { spanId, parentSpanId, spanType: type, name, startedAt, endedAt } = span;
  const isCall = type === (hasInference ? 'model_inference' : 'model_generation');
  const values = {
    'gen_ai.operation.name': isCall ? 'chat' : (operations.get(type) ?? type),
    ...Object.fromEntries(
      Object.entries(fieldsOf(span.metadata)).map(([k, value]) => [`mastra.metadata.${k}`, value]),
    ),
    ...payloadValues(span, isCall),
    ...ownValues(span, isCall),
    'enduser.id': span.userId,
  };
  const error = errorOf(span);
  return {
    resource: undefined,
    scope: undefined,
    raw: {
      ...{ traceId, spanId, parentSpanId, name, kind: 1 },
      startTimeUnixNano: `${startedAt}000000`,
      ...(endedAt === null ? {} : { endTimeUnixNano: `${endedAt}000000` }),
      attributes: attributesOf(values),
      ...(error ? { status: { code: 2, message: error['exception.message'] } } : {}),
      ...(error
        ? {
            events: [
              { name: 'exception', timeUnixNano: `${endedAt}000000`, attributes: attributesOf(error) },
            ],
          }
        : {}),
    },
  };
}

type Values = Readonly<Record<string, unknown>>;

function payloadValues({ spanType, input, output }: SpanRow, isCall: boolean): Values {
  if (isCall)
    return { 'gen_ai.input.messages': messagesIn(input), 'gen_ai.output.messages': messagesIn(output) };
  if (tools.includes(spanType))
    return { 'gen_ai.tool.call.arguments': input, 'gen_ai.tool.call.result': output };
  return { [`mastra.${spanType}.input`]: input, [`mastra.${spanType}.output`]: output };
}

/** Inputs are `{ messages }`, outputs `{ text, toolCalls }`. */
function messagesIn(payload: unknown): unknown {
  if (!isRecord(payload)) return payload;
  if (Array.isArray(payload.messages)) return payload.messages;
  if (typeof payload.text !== 'string' && !Array.isArray(payload.toolCalls)) return payload;
  const calls = Array.isArray(payload.toolCalls) ? payload.toolCalls.filter(isRecord) : [];
  const parts = [
    ...(payload.text ? [{ type: 'text', content: payload.text }] : []),
    ...calls.map(call => ({ ...call, type: 'tool-call' })),
  ];
  // A model that failed said nothing.
  return parts.length === 0 ? undefined : [{ role: 'assistant', parts }];
}

function ownValues({ spanType, entityId, entityName, attributes }: SpanRow, isCall: boolean): Values {
  const own = fieldsOf(attributes);
  const usage = fieldsOf(own.usage);
  const status = { [`mastra.${spanType}.status`]: own.status };
  if (isCall)
    return {
      'gen_ai.request.model': own.model,
      'gen_ai.response.model': own.responseModel,
      'gen_ai.provider.name': own.provider,
      'gen_ai.usage.input_tokens': usage.inputTokens,
      'gen_ai.usage.output_tokens': usage.outputTokens,
      'gen_ai.response.finish_reasons': own.finishReason,
    };
  if (tools.includes(spanType))
    return { 'gen_ai.tool.name': entityName ?? entityId, 'gen_ai.tool.call.id': own.toolCallId };
  if (spanType === 'agent_run')
    return { 'gen_ai.agent.name': entityName ?? entityId, 'gen_ai.system_instructions': own.instructions };
  return spanType === 'workflow_step' ? { ...status, 'mastra.workflow_step.step_id': entityId } : status;
}

/** Mastra wraps what a step threw in an `Error`: the stack begins with the name of what was thrown. */
function errorOf({ error }: SpanRow): Readonly<Record<string, unknown>> | undefined {
  if (error === undefined || error === null) return undefined;
  const { name, message, stack } = isRecord(error) ? error : { message: error };
  const thrown = typeof stack === 'string' ? /^(\w+): /.exec(stack)?.[1] : undefined;
  return {
    'exception.type': thrown ?? name,
    'exception.message': typeof message === 'string' ? message : toJsonText(message ?? error, { indent: 0 }),
    'exception.stacktrace': stack,
  };
}

function attributesOf(values: Values): readonly object[] {
  return Object.entries(values).flatMap(([key, value]): readonly object[] => {
    if (value === undefined || value === null) return [];
    if (typeof value === 'number') return [{ key, value: { doubleValue: value } }];
    if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }];
    return [
      { key, value: { stringValue: typeof value === 'string' ? value : toJsonText(value, { indent: 0 }) } },
    ];
  });
}
