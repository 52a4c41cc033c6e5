import { textOf, toRecord } from './any-value.ts';

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
