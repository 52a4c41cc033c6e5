import { causeOf, deepestCause, innermostOfStack, saysNothing } from '../failure/stack-frames.ts';
import { memberOf } from '../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import type { RunError } from '../run.ts';
import { cutText } from '../text/cut-text.ts';

/** Name and message without repeating the name; for an empty message, a fallback; empty without an error. */
export function describeError(error: Pick<RunError, 'name' | 'message' | 'code'>): string {
  const { code } = error;
  const [name, message] = [error.name, error.message].map(text => (text?.trim() === '' ? '' : text));
  if (message) return name && !message.startsWith(name) ? `${name}: ${message}` : message;
  if (name) return name;
  if (code) return describeCode(code);
  return message === undefined ? '' : 'an error without a message';
}

export function describeCode(code: string): string {
  return `code ${code}`;
}

/** An error in a row of a table: without the names of classes that say nothing, so the message is first. */
export function describeErrorInRow(error: Parameters<typeof describeError>[0]): string {
  const { name, message = '' } = error;
  const text = withoutEmptyNames(message);
  if (text.trim() === '') return describeError(error);
  return describeError({ name: name && saysNothing(name) ? undefined : name, message: text });
}

function withoutEmptyNames(message: string): string {
  const [start, name] = /^\s*(?:uncaught )?([\w.*\\]+): +(?=\S)/iu.exec(message) ?? [];
  return start && name && saysNothing(name) ? withoutEmptyNames(message.slice(start.length)) : message;
}

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

/** An error and its causes as `Name: message`, the innermost cause first; empty for one without words. */
export function errorChain(error: RunError): readonly string[] {
  const causes = errorCauses(error.value);
  const chain = [describeError(error), ...(causes.length > 0 ? causes : causeInStack(error))];
  const told = chain.filter((words, at) => words.trim() !== '' && words !== chain[at - 1]);
  return told.reverse();
}

/** Stacks of Java and Python tell the cause where the recorded value does not. */
function causeInStack({ stack = '', message = '' }: RunError): readonly string[] {
  const inner = innermostOfStack(stack);
  if (!inner || (inner.message !== '' && message.includes(inner.message))) return [];
  return [describeError(inner)];
}

const ownFile = 'runlens/dist/recorder.js:';
const ownFrame = /^\s*at .*(?:^|[/\\( ])runlens\/dist\/recorder\.js:\d+:\d+\)?\s*$/;

/** A stack of JavaScript without the frames of the recorder, and how many those were. */
export function withoutOwnFrames(stack: string): { readonly text: string; readonly leftOut: number } {
  if (!stack.includes(ownFile)) return { text: stack, leftOut: 0 };
  const lines = stack.split('\n');
  const kept = lines.filter(line => !ownFrame.test(line));
  return { text: kept.join('\n'), leftOut: lines.length - kept.length };
}
