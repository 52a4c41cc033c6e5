import { errorLine } from '../../model/error-line.ts';
import { describeCode } from '../../model/report/describe-error.ts';
import type { Invocation } from './invocation.ts';

export type Said = { readonly code?: string; readonly message: string };

/** `[422] no such account` of an end, `[500 Internal] it broke` with a stack below of an attempt. */
const failurePattern = /^\[(\d+)[^\]]*\]\s?(.*)$/s;

export function parseFailure(text: string): Said {
  const [, code, message] = failurePattern.exec(text) ?? [];
  return message === undefined ? { message: text } : { code, message };
}

/** Of the last try of an invocation that goes on, without the stack. */
export function lastFailure({ last_failure }: Invocation): Said | undefined {
  if (last_failure === undefined) return undefined;
  const { code, message } = parseFailure(last_failure);
  const [line = ''] = message.split('\n', 1);
  return { code, message: line };
}

/** The message on one line; where it is blank, the code. */
export function failureLine(failure: { readonly code?: string | number; readonly message: string }): string {
  return errorLine(failureText(failure));
}

/** The message; where it is blank, the code. */
export function failureText({
  code,
  message,
}: {
  readonly code?: string | number;
  readonly message: string;
}): string {
  return message.trim() === '' && code !== undefined ? describeCode(String(code)) : message;
}
