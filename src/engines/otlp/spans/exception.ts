import { errorLine } from '../../../model/error-line.ts';
import { isObject, listOf, textOf, toRecord } from '../files/any-value.ts';

/** Absent parts were not recorded. */
export type EntryError = {
  readonly name?: string;
  readonly message?: string;
  /** Whether it is an exception, and not only what a status says. */
  readonly isException?: boolean;
};

/** What the attributes of an event or a log record say of an exception; `undefined` when they say of none. */
export function exceptionOf(attributes: unknown) {
  const facts = toRecord(attributes);
  const name = textOf(facts['exception.type']);
  const message = textOf(facts['exception.message']);
  const stack = textOf(facts['exception.stacktrace']);
  return name === undefined && message === undefined && stack === undefined
    ? undefined
    : { name, message, stack };
}

/** What the last exception among a span's events says. */
export function lastException(events: unknown) {
  const event = listOf(events).findLast(one => isObject(one) && one.name === 'exception');
  return isObject(event) ? exceptionOf(event.attributes) : undefined;
}

export function toEntryError(
  { name, message }: { readonly name: string | undefined; readonly message: string | undefined },
  isException: boolean,
): EntryError {
  return {
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message: errorLine(message) }),
    ...(isException ? { isException: true } : {}),
  };
}
