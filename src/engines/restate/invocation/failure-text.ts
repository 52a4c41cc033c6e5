import { errorLine } from '../../../model/error-line.ts';
import { describeCode } from '../../../model/report/describe-error.ts';
import type { Invocation } from './invocation-row.ts';

export type FailureText = { readonly code?: string; readonly message: string };

/** `[422] no such account` of an invocation; `[500 Internal] it broke` and a stack of an attempt. */
const failurePattern = /^\[(\d+)[^\]]*\]\s?(.*)$/s;

export function parseFailure(text: string): FailureText {
  const [, code, message] = failurePattern.exec(text) ?? [];
  return message === undefined ? { message: text } : { code, message };
}

/** The failure of the last attempt of an invocation that has not ended, without the stack. */
export function lastFailure({ last_failure }: Invocation): FailureText | undefined {
  if (last_failure === undefined) return undefined;
  const { code, message } = parseFailure(last_failure);
  const [line = ''] = message.split('\n', 1);
  return { code, message: line };
}

/** The message on one line, or the code where it is blank. */
export function failureLine(failure: { readonly code?: string | number; readonly message: string }): string {
  return errorLine(failureMessage(failure));
}

/** The message, or the code where it is blank. */
export function failureMessage({
  code,
  message,
}: {
  readonly code?: string | number;
  readonly message: string;
}): string {
  return message.trim() === '' && code !== undefined ? describeCode(String(code)) : message;
}
