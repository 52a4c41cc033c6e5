import { innermostOfStack } from '../failure/printed-chains.ts';
import { causeOf, deepestCause, saysNothing } from '../failure/stack-frames.ts';
import { causeBeside } from '../failure/summarize-failure.ts';
import { memberOf } from '../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import type { RunError } from '../run.ts';
import { cutText, errorLine } from '../text/cut-text.ts';

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

/** An error, or what a row knows of it. */
type Described = Pick<RunError, 'name' | 'message' | 'code' | 'stack'> & {
  readonly value?: unknown;
  readonly cause?: Told;
};

type Told = Pick<RunError, 'name' | 'message' | 'code'> & {
  /** Whether the message is the payload itself, which has no words. */
  readonly isJson?: boolean;
};

/**
 * A failure on one line: the innermost cause, then the error that wrapped it. Names of classes that say
 * nothing are left out, so the message is first.
 */
export function describeErrorInRow(error: Described): string {
  const { first, wrapper } = toldInRow(error);
  const wrapping = wrapper ? lineOf(withoutCause(wrapper, first)) : '';
  return wrapping === '' ? lineOf(first) : `${lineOf(first)} · wrapped in ${wrapping}`;
}

/** The innermost cause of a failure on one line. */
export function describeCauseInRow(error: Described): string {
  return lineOf(toldInRow(error).first);
}

/** What a row begins with: an error, or its innermost cause where the summary of a run has it, too. */
function toldInRow(error: Described): { readonly first: Told; readonly wrapper?: Told } {
  const chain = toldChain(error).filter(({ isJson }) => !isJson);
  const [outermost, innermost] = [chain[0] ?? error, chain.at(-1) ?? error];
  const { name, message = '' } = innermost;
  const isBeside = error.cause !== undefined || causeBeside(outermost, { name, message }) !== undefined;
  return innermost === outermost || !isBeside
    ? { first: outermost }
    : { first: innermost, wrapper: outermost };
}

function lineOf({ name, message, code }: Told): string {
  const text = withoutEmptyNames(errorLine(message ?? ''));
  if (text.trim() === '') return describeError({ name, message, code });
  return describeError({ name: name && saysNothing(name) ? undefined : name, message: text });
}

/** An error without the words of its cause at the end of its message; empty where it says nothing else. */
function withoutCause({ name, message = '' }: Told, cause: Told): Told {
  const line = errorLine(message);
  const end = errorLine(cause.message ?? '');
  const told = [`${cause.name}: ${end}`, end].find(words => line.endsWith(words)) ?? '';
  const left = told === '' ? line : line.slice(0, -told.length).replace(unsaid, '');
  return left === '' && saysNothing(name ?? 'Error') ? {} : { name, message: left };
}

/** What is left before a cause, and says nothing: the colon, and how browsers begin. */
const unsaid = /^uncaught(?: \(in promise\))? *$|[\s:]+$/iu;

function withoutEmptyNames(message: string): string {
  const [start, name] = /^\s*(?:uncaught )?([\w.*\\]+): +(?=\S)/iu.exec(message) ?? [];
  return start && name && saysNothing(name) ? withoutEmptyNames(message.slice(start.length)) : message;
}

const longestCause = 16_384;

/** The causes in the payload of an error as `Name: message`, nearest first. */
export function errorCauses(value: unknown): readonly string[] {
  return toldCauses(value).map(describeError);
}

function toldCauses(value: unknown): readonly Told[] {
  const causes: Told[] = [];
  let cause = nextCause(value);
  while (cause !== undefined && cause !== null && causes.length < deepestCause) {
    causes.push(toTold(cause));
    cause = nextCause(cause);
  }
  return causes;
}

/** The cause, else the first of several errors in one. */
function nextCause(value: unknown): unknown {
  const cause = memberOf(value, 'cause');
  return cause ?? (value instanceof LazyContainer ? undefined : causeOf(value));
}

function toTold(cause: unknown): Told {
  const [name, message] = [memberOf(cause, 'name'), memberOf(cause, 'message')].map(word =>
    typeof word === 'string' && word ? word : undefined,
  );
  if (name !== undefined || message !== undefined) return { name, message };
  if (typeof cause === 'string') return { message: cause };
  const text = cause instanceof LazyContainer ? cause.textStart(longestCause) : JSON.stringify(cause);
  return { message: cutText(text, 200), isJson: true };
}

/** An error and its causes as `Name: message`, the innermost cause first; empty for one without words. */
export function errorChain(error: Described): readonly string[] {
  return toldChain(error).map(describeError).reverse();
}

/** An error and its causes, nearest first, each that has words. */
function toldChain(error: Described): readonly Told[] {
  const causes = error.cause ? [error.cause] : toldCauses(error.value);
  const chain: readonly Told[] = [error, ...(causes.length > 0 ? causes : causeInStack(error))];
  const words = chain.map(describeError);
  return chain.filter((_, at) => words[at]?.trim() !== '' && words[at] !== words[at - 1]);
}

/** Stacks of Java and Python tell the cause where the recorded value does not. */
function causeInStack({ stack = '', message = '' }: Described): readonly Told[] {
  const inner = innermostOfStack(stack);
  return !inner || (inner.message !== '' && message.includes(inner.message)) ? [] : [inner];
}
