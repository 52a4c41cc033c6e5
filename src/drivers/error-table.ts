import { InspectorError, type InspectorErrorKind } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';

/** `{}` stands for the store's name; in a hint, `{cause}` for the server's message. */
export type ErrorRow = {
  readonly code: RegExp;
  readonly kind: InspectorErrorKind;
  readonly message: string;
  readonly hint: string;
};

export function findError(
  rows: readonly ErrorRow[],
  code: string,
  name: string,
  cause: unknown,
): InspectorError | undefined {
  const row = rows.find(row => row.code.test(code));
  return row && toError(row, name, cause);
}

export function toError({ kind, message, hint }: ErrorRow, name: string, cause?: unknown): InspectorError {
  const fill = (text: string) => text.replaceAll('{}', () => name);
  const reason = sanitizeLine(cause instanceof Error ? cause.message : '');
  return new InspectorError(kind, fill(message), {
    hint: fill(hint).replaceAll('{cause}', () => reason),
    cause,
  });
}
