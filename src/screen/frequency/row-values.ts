import { fieldName, fixedFields, valuesIn } from '../../model/query/values/value-fields.ts';
import { toTerm } from '../../model/query/values/value-term.ts';
import type { RunSummary } from '../../model/run.ts';
import type { ColumnId } from '../table/columns.ts';
import type { ValueAt } from './value-at.ts';

export type RowValue = ValueAt & {
  /** `workflow`; the same for each value of a field. */
  readonly name: string;
};

/** The fields of which a missing value is worth finding. */
const oftenAbsent: ReadonlySet<string> = new Set(['actor', 'project', 'error']);

/** The values of a run in the table that filters have a field for, then those of columns that have none. */
export function rowValues(run: RunSummary, columns: readonly ColumnId[], now: number): readonly RowValue[] {
  const known = fixedFields.flatMap((field): readonly RowValue[] => {
    const values = valuesIn(field, run, now);
    const name = fieldName(field);
    if (field === 'message' && values[0] === valuesIn('error', run, now)[0]) return [];
    if (values.length === 0) return oftenAbsent.has(field) ? [{ name, field }] : [];
    return values.map(value => ({ name, field, value, reason: whyNot(field, value, now) }));
  });
  return [...known, ...unfiltered(run, columns)];
}

function whyNot(field: RowValue['field'], value: string, now: number): string | undefined {
  if (field === undefined) return undefined;
  const term = toTerm(field, value, { now });
  return 'reason' in term ? term.reason : undefined;
}

function unfiltered(run: RunSummary, columns: readonly ColumnId[]): readonly RowValue[] {
  const { attempt, target } = run;
  const values: readonly (readonly [ColumnId, string | undefined, string])[] = [
    ['attempt', attempt?.toString(), noField.attempt],
    ['target', target, noField.target],
  ];
  return values.flatMap(([name, value, reason]) =>
    value === undefined || !columns.includes(name) ? [] : [{ name, value, reason }],
  );
}

/** Why there is no filter for what a run has. */
export const noField = {
  attempt: 'the filter has no field for attempts',
  target: 'the filter has no field for targets: open that target alone',
  parent: 'the filter has no field for parent runs',
  time: 'the filter has no field for this time: since, until and started are others',
} as const;
