import { causeOf, deepestCause } from '../failure/innermost-cause.ts';
import { innermostOfStack } from '../failure/stack-causes.ts';
import { memberOf } from '../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import type { RunError } from '../run.ts';
import { cutText } from '../text/cut-text.ts';
import { describeError } from './describe-error.ts';

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
