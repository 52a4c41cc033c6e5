import { isRecord } from '../is-record.ts';
import type { RunError } from '../run.ts';
import { endOfTraceback, innermostOfChain, innermostOfStack } from './printed-chains.ts';
import { createCharacterTest } from './signs.ts';

export type ErrorParts = Pick<RunError, 'name' | 'message' | 'code'>;

const frame = /\n[ \t]+at \S/u;
/** A line feed, `Traceback`, the arrow of .NET, or `; nested exception is` of Spring. */
const mayBePrinted = createCharacterTest('\nT>;');
const traceback = /^Traceback \(most recent call last\):$/mu;

/** The innermost error of a message that is a whole printed stack. */
export function errorOfStackText(text: string): ErrorParts | undefined {
  if (!mayBePrinted(text)) return undefined;
  if (!frame.test(text) && !traceback.test(text)) return innermostOfChain(text);
  return innermostOfStack(text) ?? errorOfHead(text);
}

/** The error before the frames of a stack, or after those of a traceback. */
export function errorOfHead(stack: string): ErrorParts | undefined {
  if (traceback.test(stack)) return endOfTraceback(stack);
  const end = stack.search(frame);
  const head = (end < 0 ? stack : stack.slice(0, end)).trim();
  return head === '' ? undefined : splitClass({ message: printedError(head) }, ofStack);
}

function printedError(head: string): string {
  if (!head.includes('\n') || ofStack.test(head)) return head;
  const lines = head.split('\n');
  const start = lines.findIndex(line => ofText.test(line.replace(prefix, '')));
  return start < 0 ? head : lines.slice(start).join('\n');
}

const prefix =
  /^(?:Uncaught (?:\(in promise\) )?|Exception in thread "[^"\n]*" |Unhandled \w+: |Unhandled exception\. )/u;
const ofStack = /^((?:[\w$]+\.)*[A-Z][\w$]*|error)(?: \[([\w.]+)\]| \(0x[\dA-F]+\))?(?:: +|\n|$)/u;
const ofText = /^((?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception))(?: \[([\w.]+)\])?(?:: +|\n|$)/u;

/** Whether a text may name a class such as `TypeError`. */
export const mayHaveClass = createCharacterTest('E');

/** Splits `TypeError [ERR_INVALID_URL]: Invalid URL`, where only a text was kept. */
export function splitClass(error: ErrorParts, ofClass = ofText): ErrorParts {
  if (ofClass === ofText && !mayHaveClass(error.message ?? '')) return error;
  const text = error.message?.replace(prefix, '') ?? '';
  const [start = '', name, code] = ofClass.exec(text) ?? [];
  return name === undefined ? error : { name, code: error.code ?? code, message: text.slice(start.length) };
}

export const deepestCause = 10;

/** The innermost cause that says something, by `cause` and by `errors`. */
export function innermostCause(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < deepestCause; depth += 1) {
    const next = causeOf(inner);
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

/** The next cause inwards; `undefined` if it says nothing. */
export function causeOf(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  if (saysSomething(value.cause)) return value.cause;
  if (!Array.isArray(value.errors)) return undefined;
  const isOfSeveral = /Aggregate|Retry/u.test(textOrNumber(value.name) ?? '');
  return value.errors.find(error => (isOfSeveral || isError(error)) && saysSomething(error));
}

/** Whether a value is a recorded error, or what a program made of one. */
export function isError(value: unknown): boolean {
  return isRecord(value) && (value.$type === 'Error' || typeof value.stack === 'string');
}

function saysSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(isRecord);
  if (!isRecord(value)) return false;
  const { message, code, errors, cause, status, name } = value;
  return [message, code, errors, cause, status].some(Boolean) || !isGenericClass(textOrNumber(name));
}

const genericClasses: ReadonlySet<string> = new Set([
  'Error',
  'Exception',
  'RuntimeError',
  'RuntimeException',
]);

/** Whether the class of an error says nothing, because every program throws it. */
export function isGenericClass(name: string | undefined): boolean {
  return name === undefined || genericClasses.has(name);
}

const emptyNames: ReadonlySet<string> = new Set([
  ...['error', 'exception', 'throwable', 'unknownerror'],
  ...['baseexception', 'runtimeerror', 'runtimeexception', 'standarderror', 'errorstring', 'wraperror'],
]);

/** Whether a class is the base of all errors, also with its package: `java.lang.Exception`. */
export function saysNothing(name: string): boolean {
  const ownLibrary = /^(?:java\.lang\.|kotlin\.|System\.|builtins\.|\*?(?:errors|fmt)\.|\\)/u;
  return emptyNames.has(name.replace(ownLibrary, '').toLowerCase());
}

/** For codes and messages; `undefined` for an empty text. */
export function textOrNumber(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `fingerprint`, a text or a list of texts, of the error or of the first cause that has one. */
export function fingerprintOf(value: unknown): string | undefined {
  let error = value;
  for (let depth = 0; depth <= deepestCause && isRecord(error); depth += 1) {
    const text = toText(Object.getOwnPropertyDescriptor(error, 'fingerprint')?.value);
    if (text !== '') return text;
    error = causeOf(error);
  }
  return undefined;
}

function toText(fingerprint: unknown): string {
  const parts: readonly unknown[] = Array.isArray(fingerprint) ? fingerprint : [fingerprint];
  return parts.filter(part => typeof part === 'string' || typeof part === 'number').join('\n');
}
