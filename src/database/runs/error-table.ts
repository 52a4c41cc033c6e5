import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';

/** What an error code means to the user. In the texts `{}` stands for the store's name. */
export type ErrorRow = {
  readonly code: RegExp;
  readonly kind: InspectorErrorKind;
  readonly message: string;
  readonly hint: string;
};

/** The first row that the code fits, as an error; `undefined` where none does. */
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
  return new InspectorError(kind, fill(message), { hint: fill(hint), cause });
}
