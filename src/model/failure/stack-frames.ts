import { isRecord } from '../is-record.ts';
import type { RunError } from '../run.ts';
import { cutText } from '../text/cut-text.ts';

type Told = { readonly name: string; readonly message: string };

/** The innermost exception of a stack trace of Java or Python; `undefined` where nothing was wrapped. */
export function innermostOfStack(stack: string): Told | undefined {
  if (!signs.some(sign => stack.includes(sign))) return undefined;
  return innermostOfJava(stack) ?? innermostOfGroup(stack) ?? innermostOfPython(stack);
}

/** Parts of what introduces a cause: most stacks have none of them. */
const signs = ['aused by: ', '[cause]: ', '- 1 -', '\n\n'];

function innermostOfJava(stack: string): Told | undefined {
  const line = stack.match(/^(?:[Cc]aused by|[ \t]+\[cause\]): .*$/gmu)?.at(-1);
  return line === undefined ? undefined : toTold(line.slice(line.indexOf(': ') + 2));
}

/** Python draws the exceptions of a group in boxes: the first one in the deepest box that comes first. */
function innermostOfGroup(stack: string): Told | undefined {
  const [, ...boxes] = cutText(stack, longestGroup).split(/^[ ]*\+[-+]+ 1 -+$/mu);
  const [box] = boxes.at(-1)?.split(/^[ ]*\+-{5,}/mu) ?? [];
  return box === undefined ? undefined : endOfTraceback(box.replaceAll(/^[ |]*\| /gmu, ''));
}

const longestGroup = 50_000;

const link =
  /\n\n(?:The above exception was the (direct cause) of the following exception|During handling of the above exception, another exception occurred):\n\n/u;

/**
 * The blocks of a traceback begin with the innermost exception. One that was not raised on purpose happened
 * by itself while another was handled, so it is the cause.
 */
function innermostOfPython(stack: string): Told | undefined {
  const [first = '', ...others] = stack.split(link);
  if (others.length === 0) return undefined;
  let block = first;
  for (let at = 1; at < others.length; at += 2) {
    const [isOwnCause, next = ''] = [others[at - 1] !== undefined, others[at]];
    if ((!isOwnCause && !isRaised(next)) || saysMore(next, block)) block = next;
  }
  return block === others.at(-1) ? undefined : endOfTraceback(block);
}

/**
 * Whether what was raised from an exception says why, and the exception only that a call was refused or
 * canceled.
 */
function saysMore(block: string, inner: string): boolean {
  if (!/CancelledError|\d{3}/.test(inner)) return false;
  const [told, cause] = [endOfTraceback(block), endOfTraceback(inner)];
  if (!told || !cause) return false;
  if (cause.message === '' && cause.name.endsWith('CancelledError'))
    return told.name.endsWith('TimeoutError');
  return bareStatus.test(cause.message) && /\{.*\}\s*$/su.test(told.message);
}

/**
 * Messages of Python's urllib and requests leave out the body of the answer: `HTTP Error 402: Payment
 * Required`.
 */
const bareStatus = /^(?:HTTP Error \d{3}: |\d{3} (?:Client|Server) Error: )/u;

/** Whether the innermost frame is a `raise`; where the source is not shown, it is taken to be one. */
function isRaised(block: string): boolean {
  const lines = block.split('\n');
  const frame = lines.findLastIndex(line => /^\s+File "/u.test(line));
  const source = lines[frame + 1] ?? '';
  return !/^\s{3,}\S/u.test(source) || /\braise\b/u.test(source);
}

/** A frame of the JavaScript that passed on what a Python program printed. */
const scriptFrame = /^ +at \S/u;

/** `Name: message` after the frames of a traceback, with all lines of the message. */
function endOfTraceback(block: string): Told | undefined {
  const lines = block.split('\n');
  const frames = lines.findLastIndex(line => /^\s+File "/u.test(line));
  const start = lines.findIndex(
    (line, at) => at > frames && /^[\w.]+(?:: |$)/u.test(line) && !line.startsWith('Traceback'),
  );
  const end = lines.findIndex((line, at) => at > start && scriptFrame.test(line));
  return start < 0 ? undefined : toTold(lines.slice(start, end < 0 ? undefined : end).join('\n'));
}

function toTold(text: string): Told {
  const [, name = '', message = ''] =
    /^([\w.$]+)(?:(?:: ?|; lineNumber: \d+; columnNumber: \d+; )(.*))?$/su.exec(text.trimEnd()) ?? [];
  return name === '' ? { name: '', message: text } : { name, message };
}

type ToldError = Pick<RunError, 'name' | 'message' | 'code'>;

const frame = /\n[ \t]+at \S/u;
const traceback = /^Traceback \(most recent call last\):$/mu;

/** The innermost error of a text that holds frames, as some programs pass on a whole stack as the message. */
export function toldByStackText(text: string): ToldError | undefined {
  if (!frame.test(text) && !traceback.test(text)) return undefined;
  return innermostOfStack(text) ?? toldByHead(text);
}

/** What a stack says before its frames, or a traceback after them. */
export function toldByHead(stack: string): ToldError | undefined {
  if (traceback.test(stack)) return endOfTraceback(stack);
  const end = stack.search(frame);
  const head = (end < 0 ? stack : stack.slice(0, end)).trim();
  return head === '' ? undefined : splitClass({ message: printedError(head) }, ofStack);
}

/** The text before the frames, from the line of the error on. */
function printedError(head: string): string {
  if (!head.startsWith('Command failed')) return head;
  const lines = head.split('\n');
  const start = lines.findIndex(line => ofText.test(line.replace(before, '')));
  return start < 0 ? head : lines.slice(start).join('\n');
}

const before = /^(?:Uncaught (?:\(in promise\) )?|Exception in thread "[^"\n]*" |Unhandled \w+: )/u;
const ofStack = /^((?:[\w$]+\.)*[A-Z][\w$]*|error)(?: \[([\w.]+)\])?(?:: +|\n|$)/u;
const ofText = /^((?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception))(?: \[([\w.]+)\])?(?:: +|\n|$)/u;

/** `TypeError [ERR_INVALID_URL]: Invalid URL` in parts, where only a text was kept. */
export function splitClass(told: ToldError, ofClass = ofText): ToldError {
  const text = told.message?.replace(before, '') ?? '';
  const [start = '', name, code] = ofClass.exec(text) ?? [];
  return name === undefined ? told : { name, code: told.code ?? code, message: text.slice(start.length) };
}

export const deepestCause = 10;

/** The innermost cause of a recorded error that says something: by `cause`, and by the errors of several. */
export function innermostCause(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < deepestCause; depth += 1) {
    const next = causeOf(inner);
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

/** The next cause inwards, where it says something. */
export function causeOf(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  if (saysSomething(value.cause)) return value.cause;
  const isOfSeveral = /Aggregate|Retry/u.test(textOf(value.name) ?? '');
  return Array.isArray(value.errors)
    ? value.errors.find(error => (isOfSeveral || isError(error)) && saysSomething(error))
    : undefined;
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
  return [message, code, errors, cause, status].some(Boolean) || !isAnyClass(textOf(name));
}

const anyClass: ReadonlySet<string> = new Set(['Error', 'Exception', 'RuntimeError', 'RuntimeException']);

/** Whether the class of an error says nothing, because every program throws it. */
export function isAnyClass(name: string | undefined): boolean {
  return name === undefined || anyClass.has(name);
}

const emptyNames: ReadonlySet<string> = new Set([
  ...['error', 'exception', 'throwable', 'unknownerror'],
  ...['baseexception', 'runtimeerror', 'runtimeexception', 'standarderror', 'errorstring', 'wraperror'],
]);

/** Whether it is the name of a class of all errors, as of a language's own library: `java.lang.Exception`. */
export function saysNothing(name: string): boolean {
  const ownLibrary = /^(?:java\.lang\.|kotlin\.|System\.|builtins\.|\*?(?:errors|fmt)\.|\\)/u;
  return emptyNames.has(name.replace(ownLibrary, '').toLowerCase());
}

/** A code or a message as text; `undefined` for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `error.fingerprint`, a text or a list of texts, of the error or of the first cause that has one. */
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
