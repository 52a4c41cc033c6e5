import { isRecord } from '../../model/is-record.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { describeCode } from '../../model/report/describe-error.ts';
import type { RunError } from '../../model/run.ts';

/** An error as engines record it: an object with `name`, `message`, `stack` and `code`, or any value. */
export function toRecordedError(value: unknown): RunError {
  if (typeof value === 'string') return { value, message: value };
  if (!isRecord(value)) return { value, message: toJsonText(value, { indent: 0 }) };
  const { name, message, stack, code } = value;
  return {
    value,
    ...(typeof name === 'string' ? { name } : {}),
    message: typeof message === 'string' ? message : toJsonText(value, { indent: 0 }),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
  };
}

export function messageOrCode({ message, code }: Pick<RunError, 'message' | 'code'>): string | undefined {
  return message?.trim() === '' && code !== undefined ? describeCode(code) : message;
}
