import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import { cutText } from '../text/cut-text.ts';

const longestChain = 5;
const longestCause = 16_384;

/** The causes in the payload of an error as `Name: message`, nearest first. */
export function errorCauses(value: unknown): readonly string[] {
  const causes: string[] = [];
  let cause = memberOf(value, 'cause');
  while (cause !== undefined && cause !== null && causes.length < longestChain) {
    causes.push(describeCause(cause));
    cause = memberOf(cause, 'cause');
  }
  return causes;
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
