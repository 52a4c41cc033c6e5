import * as v from 'valibot';
import { InspectorError } from '../../model/errors.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';

/** Throws an `InspectorError` for a row of another form, which another version of an engine may write. */
export function parseRows<T>(row: v.GenericSchema<unknown, T>, rows: readonly unknown[]): readonly T[] {
  const { success, output, issues } = v.safeParse(v.array(row), rows, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  const column = issue.path?.slice(1).map(({ key }) => String(key)) ?? [];
  // Its message would quote the value.
  const what = `${column.join('.') || 'a row'} has another form than expected (${issue.expected ?? issue.type})`;
  throw new InspectorError('unreadable', sanitizeLine(what), {
    hint: 'the engine may be of a version that is not supported',
  });
}
