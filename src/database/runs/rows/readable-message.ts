import { isRecord } from '../../../model/is-record.ts';
import { unfold } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { Message, RunError, ToolCall } from '../../../model/run.ts';

type Parts = Readonly<Record<string, unknown>>;

/**
 * A message in the model's form: recorders write messages as they like, so what has another type than it
 * should is left out, and a tool call without an id has one. `undefined` without an id or a role.
 */
export function toReadableMessage(stored: unknown): Message | undefined {
  const message = unfold(stored);
  if (!isRecord(message)) return undefined;
  const { id, role, at, thought, content } = message;
  const toolCalls = unfold(message.toolCalls);
  const error = unfold(message.error);
  if (typeof id !== 'string' || typeof role !== 'string') return undefined;
  const calls = Array.isArray(toolCalls) ? toolCalls.map(unfold).filter(isRecord) : undefined;
  return {
    id,
    role,
    ...(isTime(at) && { at }),
    ...(content !== undefined && { content }),
    ...(isText(thought) && { thought }),
    ...(calls && { toolCalls: calls.map((call, index) => toToolCall(call, `${id}_call_${index + 1}`)) }),
    ...(isRecord(error) && { error: toError(error) }),
  };
}

function toToolCall(call: Parts, ownId: string): ToolCall {
  const { id, name, arguments: given, result, durationMs } = call;
  const error = unfold(call.error);
  return {
    id: typeof id === 'string' ? id : ownId,
    name: typeof name === 'string' ? name : 'tool',
    ...(given !== undefined && { arguments: given }),
    ...(result !== undefined && { result }),
    ...(isRecord(error) && { error: toError(error) }),
    ...(typeof durationMs === 'number' && { durationMs }),
  };
}

const textKeys = ['name', 'message', 'code', 'stack', 'stepId'] as const;

function toError(error: Parts): RunError {
  const texts = textKeys.flatMap(key => {
    const text = error[key];
    return isText(text) ? [[key, text] as const] : [];
  });
  return { value: error.value, ...Object.fromEntries(texts) };
}

/** Large texts are lazy. */
function isText(value: unknown): value is string {
  return typeof value === 'string' || value instanceof LazyText;
}

/** As far as dates go. */
function isTime(at: unknown): at is number {
  return typeof at === 'number' && Math.abs(at) <= 8.64e15;
}
