import { type FixedField, valuesIn } from '../../model/query/values/value-fields.ts';
import type { RunSummary } from '../../model/run.ts';
import { runFields } from '../../model/run-fields.ts';
import { noField } from './row-values.ts';
import type { ValueAt } from './value-at.ts';

const fields: Readonly<Record<string, FixedField>> = {
  ...Object.fromEntries(
    Object.values(runFields).flatMap(info =>
      'label' in info && 'filter' in info ? [[info.label, info.filter]] : [],
    ),
  ),
  Kind: 'type',
  Workflow: 'workflow',
  Agent: 'workflow',
  Status: 'status',
  Trigger: 'trigger',
  Created: 'day',
  Started: 'started',
  Duration: 'duration',
};

const reasons: Readonly<Record<string, string>> = {
  Target: noField.target,
  Attempt: noField.attempt,
  'Parent run': noField.parent,
};

/** The value of a row of the metadata, by its label. */
export function metadataValue(label: string, run: RunSummary, now: number): ValueAt {
  if (label === 'Trigger, raw') return { field: 'trigger', value: run.trigger.raw || undefined };
  if (label === 'Run again as') return { field: 'retryOf', value: run.id };
  if (label === 'Status, raw') return { field: 'status', value: run.statusRaw };
  const field = fields[label];
  if (field === undefined) return { reason: reasons[label] ?? noField.time };
  const [value, ...others] = valuesIn(field, run, now);
  if (others.length === 0) return { field, value };
  return { field, reason: `it has ${others.length + 1}: the table offers each of them` };
}
