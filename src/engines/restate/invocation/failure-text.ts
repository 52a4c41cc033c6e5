import { describeCode } from '../../../model/report/describe-error.ts';
import type { Invocation } from './invocation-row.ts';

export type FailureText = { readonly code?: string; readonly message: string };

/** `[422] no such account` for an invocation; `[500 Internal] it broke` and a stack for an attempt. */
const failurePattern = /^\[(\d+)[^\]]*\]\s?(.*)$/s;

export function parseFailure(text: string): FailureText {
  const [, code, message] = failurePattern.exec(text) ?? [];
  return message === undefined ? { message: text } : { code, message };
}

/** The last attempt's failure, without the stack; set until the invocation ends. */
export function lastFailure({ last_failure }: Invocation): FailureText | undefined {
  if (last_failure === undefined) return undefined;
  const { code, message } = parseFailure(last_failure);
  const [line = ''] = message.split('\n', 1);
  return { code, message: line };
}

type Described = { readonly code?: string | number; readonly message: string };

/** The message, or the code if the message is blank. */
export function failureMessage({ code, message }: Described): string {
  return message.trim() === '' && code !== undefined ? describeCode(String(code)) : message;
}
