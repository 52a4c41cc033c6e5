import { causeOf, deepestCause } from '../failure/innermost-cause.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import { cutText } from '../text/cut-text.ts';

const longestCause = 16_384;

/** The causes in the payload of an error as `Name: message`, nearest first. */
export function errorCauses(value: unknown): readonly string[] {
  const causes: string[] = [];
  let cause = nextCause(value);
  while (cause !== undefined && cause !== null && causes.length < deepestCause) {
    causes.push(describeCause(cause));
    cause = nextCause(cause);
  }
  return causes;
}

/** The cause, else the first of several errors in one. */
function nextCause(value: unknown): unknown {
  const cause = memberOf(value, 'cause');
  return cause ?? (value instanceof LazyContainer ? undefined : causeOf(value));
}

function describeCause(cause: unknown): string {
  const words = [memberOf(cause, 'name'), memberOf(cause, 'message')].filter(
    word => typeof word === 'string' && word,
  );
  if (words.length > 0) return words.join(': ');
  return typeof cause === 'string'
    ? cause
    : cutText(cause instanceof LazyContainer ? cause.textStart(longestCause) : JSON.stringify(cause), 200);
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof LazyContainer) return value.isList ? undefined : value.get(key);
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
