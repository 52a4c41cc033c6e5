import { deepestCause } from '../../model/failure/error-parts.ts';
import { causeOfError } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import { isLazy } from '../../model/payload/lazy/lazy-parts.ts';
import { stackBelowMessage } from '../../model/report/shown-stack.ts';
import type { ErrorSummary, Run, RunError, Span, Step } from '../../model/run.ts';

type StepError = (RunError & Pick<ErrorSummary, 'cause'>) | { readonly sameAs: string };

/** Each message and stack is told once, without frames of the recorder. */
type ReadableErrors = {
  readonly error?: RunError;
  readonly steps?: readonly (Omit<Step, 'error'> & { readonly error?: StepError })[];
  readonly messages?: Run['messages'];
  readonly trace?: Run['trace'];
};

export function readableErrors({ error, steps, messages, trace }: Run): ReadableErrors {
  const stackPlaces = new Map<string, string>();
  if (error?.stack) stackPlaces.set(error.stack, 'error');
  return {
    error: error && readableError(error),
    steps: steps?.map((step, at) => ({
      ...step,
      error: step.error && readableOnce(step.error, `steps.${at}.error`, stackPlaces),
    })),
    messages: messages?.map(message => ({
      ...message,
      error: message.error && readableError(message.error),
      toolCalls: message.toolCalls?.map(call => ({
        ...call,
        error: call.error && readableError(call.error),
      })),
    })),
    trace: trace && { ...trace, spans: trace.spans.map(span => readableSpan(span, stackPlaces)) },
  };
}

function readableOnce(error: RunError, path: string, stackPlaces: Map<string, string>): StepError {
  const { stack } = error;
  const place = stack && stackPlaces.get(stack);
  if (place) return { sameAs: place };
  if (stack) stackPlaces.set(stack, path);
  return { ...readableError(error), cause: causeOfError(error) };
}

/** `value` keeps what the other members do not tell. */
function readableError(error: RunError): RunError {
  return { ...error, stack: shownStack(error), value: restOf(error.value, error) };
}

function shownStack(error: Pick<RunError, 'stack' | 'message'>): string | undefined {
  return error.stack && (stackBelowMessage(error).text || undefined);
}

const toldMembers = ['name', 'message', 'code', 'stack'] as const;

function restOf(value: unknown, error: RunError): unknown {
  if (value === error.message) return undefined;
  if (!isRecord(value) || isLazy(value)) return value;
  const rest = Object.entries(readableCause(value)).filter(([key]) => {
    const member = toldMembers.find(one => one === key);
    return key !== '$type' && !(member && String(value[member]) === String(error[member]));
  });
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

function readableCause(value: unknown, depth = 0): object {
  if (!isRecord(value) || isLazy(value)) return {};
  const { stack, message, cause } = value;
  const texts = typeof stack === 'string' && typeof message === 'string' ? { stack, message } : undefined;
  const isNested = isRecord(cause) && !isLazy(cause) && depth < deepestCause;
  return {
    ...value,
    ...(texts && { stack: shownStack(texts) }),
    ...(isNested && { cause: readableCause(cause, depth + 1) }),
  };
}

const stackKey = 'exception.stacktrace';

function readableSpan(span: Span, stackPlaces: ReadonlyMap<string, string>): Span {
  if (!span.events.some(({ attributes }) => stackKey in attributes)) return span;
  const events = span.events.map(event => {
    const { [stackKey]: stack, 'exception.message': message } = event.attributes;
    if (typeof stack !== 'string') return event;
    const place = stackPlaces.get(stack);
    const known = { stack, message: typeof message === 'string' ? message : undefined };
    const text = place === undefined ? shownStack(known) : `as in ${place}.stack`;
    return { ...event, attributes: { ...event.attributes, [stackKey]: text } };
  });
  return { ...span, events };
}
