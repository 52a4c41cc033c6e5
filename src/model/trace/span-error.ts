import { isRecord } from '../is-record.ts';
import type { RunError, Span } from '../run.ts';

const nameKeys = ['exception.type', 'error.type', 'error.name'];
const messageKeys = ['exception.message', 'error.message', 'status.message', 'error'];

/** Added to an exception whose innermost cause says more than its message. */
export const causeKeys = { name: 'exception.cause.type', message: 'exception.cause.message' } as const;

/** The error of a failed span; an exception event precedes OpenTelemetry's and other attributes. */
export function errorOfSpan({ status, attributes, events }: Span): RunError | undefined {
  if (status !== 'error') return undefined;
  const exception = events.findLast(({ name }) => name === 'exception')?.attributes;
  const textOf = (keys: readonly string[]) =>
    [exception, attributes]
      .flatMap(source => keys.map(key => (isRecord(source) ? source[key] : undefined)))
      .find((value): value is string => typeof value === 'string' && value !== '');
  const [name, message] = [textOf(nameKeys), textOf(messageKeys)];
  const cause = { name: textOf([causeKeys.name]), message: textOf([causeKeys.message]) };
  if (name === undefined && message === undefined) return undefined;
  const isWrapped = cause.name !== undefined || cause.message !== undefined;
  return { value: isWrapped ? { cause } : undefined, name, message, stack: textOf(['exception.stacktrace']) };
}
