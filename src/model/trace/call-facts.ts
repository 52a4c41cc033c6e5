import type { Span } from '../run.ts';

/**
 * By preference: `gen_ai.*` is OpenTelemetry (in development, and earlier versions), `llm.*` OpenInference,
 * `ai.*` the AI SDK 5 and 6.
 */
export const modelAttributes = [
  'gen_ai.response.model',
  'gen_ai.request.model',
  'llm.model_name',
  'embedding.model_name',
  'ai.response.model',
  'ai.model.id',
] as const;

export const inputTokenAttributes = [
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.prompt_tokens',
  'llm.token_count.prompt',
  'ai.usage.inputTokens',
  'ai.usage.promptTokens',
  'ai.usage.tokens',
] as const;

export const outputTokenAttributes = [
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.completion_tokens',
  'llm.token_count.completion',
  'ai.usage.outputTokens',
  'ai.usage.completionTokens',
] as const;

type CallFacts = {
  readonly statusCode?: number;
  /** 0 is success. */
  readonly grpcCode?: number;
  readonly model?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
};

export function callFacts(span: Span): CallFacts {
  const { attributes } = span;
  return {
    statusCode: statusCodeOf(span),
    grpcCode: toCount(attributes['rpc.grpc.status_code']),
    model: modelAttributes.map(name => attributes[name]).find(value => typeof value === 'string'),
    inputTokens: firstCount(attributes, inputTokenAttributes),
    outputTokens: firstCount(attributes, outputTokenAttributes),
  };
}

const statusAttributes = ['http.response.status_code', 'http.status_code'];

/** The status of the response that a span received, by OpenTelemetry's names. */
export function statusCodeOf({ attributes }: Span): number | undefined {
  return statusAttributes.map(name => toStatusCode(attributes[name])).find(code => code !== undefined);
}

export function toStatusCode(value: unknown): number | undefined {
  const code = typeof value === 'string' ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 599 ? code : undefined;
}

function firstCount(attributes: Span['attributes'], names: readonly string[]): number | undefined {
  return names.map(name => toCount(attributes[name])).find(count => count !== undefined);
}

/** Integers are also recorded as texts. */
function toCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
