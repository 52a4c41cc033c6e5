import { errorLine } from '../../../model/error-line.ts';
import { isRecord } from '../../../model/is-record.ts';
import { listOf, textOf, toRecord } from '../files/any-value.ts';

/** What the index keeps of a span's error; absent members were not recorded. */
export type SpanError = {
  readonly name?: string;
  readonly message?: string;
  /** Whether it is from a recorded exception, not only from a status. */
  readonly isException?: boolean;
};

/** The exception in the attributes of an event or a log record, if there is one. */
export function exceptionOf(attributes: unknown) {
  const values = toRecord(attributes);
  const name = textOf(values['exception.type']);
  const message = textOf(values['exception.message']);
  const stack = textOf(values['exception.stacktrace']);
  return name === undefined && message === undefined && stack === undefined
    ? undefined
    : { name, message, stack };
}

/** The last exception among a span's events. */
export function lastException(events: unknown) {
  const event = listOf(events).findLast(one => isRecord(one) && one.name === 'exception');
  return isRecord(event) ? exceptionOf(event.attributes) : undefined;
}

export function toSpanError(
  { name, message }: { readonly name: string | undefined; readonly message: string | undefined },
  isException: boolean,
): SpanError {
  return {
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message: errorLine(message) }),
    ...(isException ? { isException: true } : {}),
  };
}
