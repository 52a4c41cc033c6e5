import { cutText } from '../text/cut-text.ts';

type PrintedError = { readonly name: string; readonly message: string };

/** The innermost exception in a trace of Java, Python or PHP; `undefined` if none was wrapped. */
export function innermostOfStack(stack: string): PrintedError | undefined {
  if (!anyCause.test(stack)) return undefined;
  return (
    innermostOfJava(stack) ??
    innermostOfChain(stack) ??
    innermostOfGroup(stack) ??
    innermostOfPhp(stack) ??
    innermostOfPython(stack)
  );
}

/** Matches a part of what introduces a cause: most stacks have none. */
const anyCause = /aused by:|\[cause\]: |- 1 -|\n\n| ---> |\tfrom /;

function innermostOfJava(stack: string): PrintedError | undefined {
  const line = stack.match(/^(?:[Cc]aused by|[ \t]+\[cause\]): .*$/gmu)?.at(-1);
  return line === undefined ? undefined : toPrintedError(line.slice(line.indexOf(': ') + 2));
}

/** Python draws the exceptions of a group in nested boxes: takes the first in the deepest one. */
function innermostOfGroup(stack: string): PrintedError | undefined {
  const [, ...boxes] = cutText(stack, longestGroup).split(/^[ ]*\+[-+]+ 1 -+$/mu);
  const [box] = boxes.at(-1)?.split(/^[ ]*\+-{5,}/mu) ?? [];
  return box === undefined ? undefined : endOfTraceback(box.replaceAll(/^[ |]*\| /gmu, ''));
}

const longestGroup = 50_000;

/** PHP prints the innermost exception first, and `Next ` before each one that wraps it. */
function innermostOfPhp(stack: string): PrintedError | undefined {
  if (!stack.includes('\n\nNext ')) return undefined;
  const [, name, message = ''] =
    /^(?:[^\n]*Uncaught )?([\w\\]+): (.{0,2000}?) in \S+:\d+\nStack trace:/su.exec(stack) ?? [];
  return name === undefined ? undefined : { name, message };
}

const link =
  /\n\n(?:The above exception was the (direct cause) of the following exception|During handling of the above exception, another exception occurred):\n\n/u;

/** A traceback begins with its cause, unless what came later was not raised by a `raise` of its handler. */
function innermostOfPython(stack: string): PrintedError | undefined {
  const [first = '', ...others] = stack.split(link);
  if (others.length === 0) return undefined;
  let block = first;
  for (let at = 1; at < others.length; at += 2) {
    const [isOwnCause, next = ''] = [others[at - 1] !== undefined, others[at]];
    if ((!isOwnCause && !isRaised(next)) || saysMore(next, block)) block = next;
  }
  return block === others.at(-1) ? undefined : endOfTraceback(block);
}

/** Whether an exception says why its cause only says that a call was refused or canceled. */
function saysMore(block: string, inner: string): boolean {
  if (!/CancelledError|\d{3}/.test(inner)) return false;
  const [told, cause] = [endOfTraceback(block), endOfTraceback(inner)];
  if (!told || !cause) return false;
  if (cause.message === '' && cause.name.endsWith('CancelledError'))
    return told.name.endsWith('TimeoutError');
  return bareStatus.test(cause.message) && /\{.*\}\s*$/su.test(told.message);
}

/** urllib and requests leave out the body of the answer: `HTTP Error 402: Payment Required`. */
const bareStatus = /^(?:HTTP Error \d{3}: |\d{3} (?:Client|Server) Error: )/u;

/** Whether the innermost frame is a `raise`; assumed where the source is not shown. */
function isRaised(block: string): boolean {
  const lines = block.split('\n');
  const frame = lines.findLastIndex(line => /^\s+File "/u.test(line));
  const source = lines[frame + 1] ?? '';
  return !/^\s{3,}\S/u.test(source) || /\braise\b/u.test(source);
}

/** A frame of the JavaScript program that passed on the output of a Python program. */
const scriptFrame = /^ +at \S/u;

/** `Name: message` after the frames of a traceback, with every line of the message. */
export function endOfTraceback(block: string): PrintedError | undefined {
  const lines = block.split('\n');
  const frames = lines.findLastIndex(line => /^\s+File "/u.test(line));
  const start = lines.findIndex(
    (line, at) => at > frames && /^[\w.]+(?:: |$)/u.test(line) && !line.startsWith('Traceback'),
  );
  const end = lines.findIndex((line, at) => at > start && scriptFrame.test(line));
  return start < 0 ? undefined : toPrintedError(lines.slice(start, end < 0 ? undefined : end).join('\n'));
}

function toPrintedError(text: string): PrintedError {
  const [, name = '', message = ''] =
    /^([\w.$]+)(?:(?:: ?|; lineNumber: \d+; columnNumber: \d+; )(.*))?$/su.exec(text.trimEnd()) ?? [];
  return name === '' ? { name: '', message: text } : { name, message };
}

type ChainFormat = {
  readonly name: string;
  readonly example: readonly [text: string, innermost: string];
  /** Introduces the causes. */
  readonly from: string;
  /** Ends the causes. */
  readonly to: string;
  readonly cause: RegExp;
};

export const chainFormats: readonly ChainFormat[] = [
  {
    name: '.NET',
    example: [
      'System.InvalidOperationException: no price\n ---> System.IO.IOException: disk is gone\n   at A.B()',
      'disk is gone',
    ],
    from: ' ---> ',
    to: '\n   at ',
    cause: / ---> (?:\(Inner Exception #\d+\) )?([^\n]+)/gu,
  },
  {
    name: 'Rust',
    example: ['Error: no rules\n\nCaused by:\n    0: cannot read rules\n    1: disk is gone', 'disk is gone'],
    from: 'Caused by:\n',
    to: '\n\n',
    cause: /^ +(?:\d+: )?(?!at )(\S[^\n]*)$/gmu,
  },
  {
    name: 'Spring',
    example: [
      'Request failed; nested exception is a.StoreException: no store; nested exception is java.io.IOException: disk is gone',
      'disk is gone',
    ],
    from: 'nested exception is ',
    to: '\n',
    cause: /nested exception is (.+?)(?=; nested exception is |$)/gu,
  },
  {
    name: 'Ruby',
    example: [
      "a.rb:3:in 'run': job 7 failed (JobFailed)\n\tfrom a.rb:9:in 'call'\nb.rb:4:in 'read': disk is gone (IOError)\n\tfrom b.rb:8:in 'all'",
      'disk is gone',
    ],
    from: '\n\tfrom ',
    to: '\n\n\n',
    cause: /^\S[^\n]{0,300}?:\d+:in [`'][^'\n]{1,200}': ([^\n]+)$/gmu,
  },
];

const longestChain = 50_000;

export function innermostOfChain(text: string): PrintedError | undefined {
  for (const { from, to, cause } of chainFormats) {
    const start = text.indexOf(from);
    if (start < 0) continue;
    const end = text.indexOf(to, start + from.length);
    const causes = text.slice(start, Math.min(end < 0 ? text.length : end, start + longestChain));
    const told = [...causes.matchAll(cause)].at(-1)?.[1];
    if (told !== undefined) return errorInChain(told);
  }
  return undefined;
}

/** Splits `System.IO.IOException (0x80131620): disk is gone` and `disk is gone (IOError)`. */
function errorInChain(text: string): PrintedError {
  const [end = '', ofRuby] = / \(([A-Z]\w*(?:::\w+)*)\)$/u.exec(text) ?? [];
  if (ofRuby !== undefined) return { name: ofRuby, message: text.slice(0, -end.length) };
  const [start = '', name] = /^((?:\w+\.)+\w+)(?: \([\w]+\))?: /u.exec(text) ?? [];
  return name === undefined ? { name: '', message: text } : { name, message: text.slice(start.length) };
}
