import type { RunError } from '../../run.ts';
import { endOfTraceback, innermostOfStack } from './stack-causes.ts';

type Told = Pick<RunError, 'name' | 'message' | 'code'>;

const frame = /\n[ \t]+at \S/u;
const traceback = /^Traceback \(most recent call last\):$/mu;

/** The innermost error of a text that holds frames, as some programs pass on a whole stack as the message. */
export function toldByStackText(text: string): Told | undefined {
  if (!frame.test(text) && !traceback.test(text)) return undefined;
  return innermostOfStack(text) ?? toldByHead(text);
}

/** What a stack says before its frames, or a traceback after them. */
export function toldByHead(stack: string): Told | undefined {
  if (traceback.test(stack)) return endOfTraceback(stack);
  const end = stack.search(frame);
  const head = (end < 0 ? stack : stack.slice(0, end)).trim();
  return head === '' ? undefined : splitClass({ message: printedError(head) }, ofStack);
}

/** Of what a program printed before the frames: from the line of the error on. */
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
export function splitClass(told: Told, ofClass = ofText): Told {
  const text = told.message?.replace(before, '') ?? '';
  const [start = '', name, code] = ofClass.exec(text) ?? [];
  return name === undefined ? told : { name, code: told.code ?? code, message: text.slice(start.length) };
}
