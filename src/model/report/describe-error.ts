import { causeOf, deepestCause, saysNothing } from '../failure/error-parts.ts';
import { innermostOfStack } from '../failure/printed-chains.ts';
import { causeBeside } from '../failure/summarize-failure.ts';
import { memberOf } from '../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import type { RunError } from '../run.ts';
import { cutText, errorLine } from '../text/cut-text.ts';

/** `Name: message`, without a name that the message repeats; empty without any words. */
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

/** An error, or its row. */
type Described = Pick<RunError, 'name' | 'message' | 'code' | 'stack'> & {
  readonly value?: unknown;
  readonly cause?: Told;
};

type Told = Pick<RunError, 'name' | 'message' | 'code'> & {
  /** Whether the message is the JSON of a payload without words. */
  readonly isJson?: boolean;
};

/** `no route · wrapped in SendError: not sent`: the innermost cause first, generic class names left out. */
export function describeErrorInRow(error: Described): string {
  const { first, wrapper } = toldInRow(error);
  const wrapping = wrapper ? lineOf(withoutCause(wrapper, first)) : '';
  return wrapping === '' ? lineOf(first) : `${lineOf(first)} · wrapped in ${wrapping}`;
}

export function describeCauseInRow(error: Described): string {
  return lineOf(toldInRow(error).first);
}

/** The innermost cause where a row would have it too, and the error around it. */
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

/** The rest of an error that ends in the words of its cause; empty if it says nothing else. */
function withoutCause({ name, message = '' }: Told, cause: Told): Told {
  const line = errorLine(message);
  const end = errorLine(cause.message ?? '');
  const told = [`${cause.name}: ${end}`, end].find(words => line.endsWith(words)) ?? '';
  const left = told === '' ? line : line.slice(0, -told.length).replace(unsaid, '');
  return left === '' && saysNothing(name ?? 'Error') ? {} : { name, message: left };
}

/** Meaningless before a cause: a colon, and how browsers begin. */
const unsaid = /^uncaught(?: \(in promise\))? *$|[\s:]+$/iu;

function withoutEmptyNames(message: string): string {
  const [start, name] = /^\s*(?:uncaught )?([\w.*\\]+): +(?=\S)/iu.exec(message) ?? [];
  return start && name && saysNothing(name) ? withoutEmptyNames(message.slice(start.length)) : message;
}

const longestCause = 16_384;

/** `Name: message` of each cause, nearest first. */
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

/** The cause, else the first error of several. */
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

/** `Name: message` of an error and its causes, innermost first; without those that say nothing. */
export function errorChain(error: Described): readonly string[] {
  return toldChain(error).map(describeError).reverse();
}

/** An error and its causes, nearest first, without those that say nothing or the same. */
function toldChain(error: Described): readonly Told[] {
  const causes = error.cause ? [error.cause] : toldCauses(error.value);
  const chain: readonly Told[] = [error, ...(causes.length > 0 ? causes : causeInStack(error))];
  const words = chain.map(describeError);
  return chain.filter((_, at) => words[at]?.trim() !== '' && words[at] !== words[at - 1]);
}

/** Stacks of Java and Python have a cause that the recorded value lacks. */
function causeInStack({ stack = '', message = '' }: Described): readonly Told[] {
  const inner = innermostOfStack(stack);
  return !inner || (inner.message !== '' && message.includes(inner.message)) ? [] : [inner];
}
