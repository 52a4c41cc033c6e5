import { isRecord } from '../is-record.ts';
import { textOf } from './text-of.ts';

export function codeOf({ code, Code, error, signal, exitCode }: Record<string, unknown>): string | undefined {
  const inner = isRecord(error) ? (textOf(error.code) ?? textOf(error.type)) : undefined;
  return textOf(code) ?? textOf(Code) ?? inner ?? textOf(signal) ?? textOf(exitCode);
}

/** What an API called the cause in its answer: clients of HTTP give only the status a code. */
export function codeOfAnswer({ response }: Record<string, unknown>): string | undefined {
  const data = memberOf(response, 'data') ?? memberOf(response, 'body');
  const code = isRecord(data)
    ? (codeOf({ code: data.code, error: data.error }) ?? errorName(data))
    : undefined;
  return code !== undefined && /^[A-Za-z][\w.-]{2,60}$/u.test(code) ? code : undefined;
}

/** As in OAuth's answers: `invalid_grant`. */
function errorName({ error }: Record<string, unknown>): string | undefined {
  return typeof error === 'string' && /^[a-z]+(?:_[a-z]+)+$/u.test(error) ? error : undefined;
}

/** Why an API refused what its code says was refused: a bank's reason, or a code below the code. */
export function finerCode({
  decline_code,
  error_subcode,
  subcode,
}: Record<string, unknown>): string | undefined {
  return [decline_code, error_subcode, subcode].map(textOf).find(Boolean);
}

export function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
