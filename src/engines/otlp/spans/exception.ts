import { errorLine } from '../../../model/error-line.ts';
import { isRecord } from '../../../model/is-record.ts';
import { listOf, textOf, toRecord } from '../files/any-value.ts';

/** A span's error in the index; absent members were not recorded. */
export type SpanError = {
  readonly name?: string;
  readonly message?: string;
  /** True for a recorded exception, as opposed to a status. */
  readonly isException?: boolean;
};

/** From the attributes of an event or a log record. */
export function exceptionOf(attributes: unknown) {
  const values = toRecord(attributes);
  const name = textOf(values['exception.type']);
  const message = textOf(values['exception.message']);
  const stack = textOf(values['exception.stacktrace']);
  return name === undefined && message === undefined && stack === undefined
    ? undefined
    : { name, message, stack };
}

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
