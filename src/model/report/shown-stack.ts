import type { RunError } from '../run.ts';
import { countOf } from '../text/formats.ts';

/** The end of the path in frames of the recorder. */
export const recorderPath = 'runlens/dist/recorder.js';

const ownFrame = new RegExp(
  String.raw`^\s*at (?:.*[/\\( ])?${recorderPath.replaceAll('.', String.raw`\.`)}:\d+:\d+\)?\s*$`,
);

type ShownStack = {
  readonly text: string;
  readonly leftOut: number;
};

export function withoutOwnFrames(stack: string): ShownStack {
  if (!stack.includes(`${recorderPath}:`)) return { text: stack, leftOut: 0 };
  const lines = stack.split('\n');
  const kept = lines.filter(line => !ownFrame.test(line));
  return { text: kept.join('\n'), leftOut: lines.length - kept.length };
}

/** The stack without the message above it, and without frames of the recorder. */
export function stackBelowMessage({
  stack = '',
  message = '',
}: Pick<RunError, 'stack' | 'message'>): ShownStack {
  const { text, leftOut } = withoutOwnFrames(stack);
  return { text: withoutEnd(withoutHead(text, message), message), leftOut };
}

/** JavaScript and Java print the message before the frames. */
function withoutHead(stack: string, message: string): string {
  const [start = ''] = stack.split('\n', 1);
  if (message === '') return /\s/u.test(start) ? stack : stack.slice(start.length + 1);
  const at = stack.indexOf(message);
  if (at < 0 || at > start.length) return stack;
  const rest = stack.slice(at + message.length);
  return /^[^\S\n]*(?:\n|$)/u.test(rest) ? rest.replace(/^[^\S\n]*\n?/u, '') : stack;
}

/** Python prints the message after the frames. */
function withoutEnd(stack: string, message: string): string {
  const lines = stack.trimEnd().split('\n');
  const told = message.trimEnd().split('\n');
  const start = lines.length - told.length;
  const isEnd = told.every((line, at) => {
    const own = lines[start + at] ?? '';
    return own === line || (at === 0 && /^[\w.]+: /u.test(own) && own.endsWith(`: ${line}`));
  });
  return isEnd && start > 0 && message !== '' ? lines.slice(0, start).join('\n') : stack;
}

/** `4 frames of runlens left out`; empty where none are. */
export function leftOutText({ leftOut }: ShownStack): string {
  return leftOut === 0 ? '' : `${countOf(leftOut, 'frame')} of runlens left out`;
}
