import { saysNothing } from '../../failure/error-parts.ts';
import { durationMs, type ErrorSummary, type RunSummary } from '../../run.ts';
import { fieldOfFilter, runTags } from '../../run-fields.ts';
import { formatDay } from '../../text/formats.ts';
import { formatPath } from '../format.ts';
import { formatExactDuration } from '../parse-duration.ts';
import type { NumberField, NumberTest, PayloadRoot, TextField } from '../query.ts';

/** A field of the filter language, a day, or a path into a payload. */
export type ValueField = FixedField | PathField;

export type FixedField =
  | Exclude<TextField, 'failure' | 'log'>
  | Exclude<NumberField, 'slow'>
  | 'status'
  | 'type'
  | 'day'
  | 'started'
  | 'message';

export type PathField = { readonly root: PayloadRoot; readonly path: readonly string[] };

/** In the order in which they are offered. */
export const fixedFields: readonly FixedField[] = [
  'workflow',
  'status',
  'day',
  'error',
  'trigger',
  ...runTags,
  'step',
  'message',
  'duration',
  'model',
  'service',
  'cost',
  'steps',
  'messages',
  'type',
  'id',
  'retryOf',
  'key',
];

/** `workflow`, `input.plan` */
export function fieldName(field: ValueField): string {
  return typeof field === 'string' ? field : `${field.root}.${formatPath(field.path)}`;
}

const several: ReadonlySet<FixedField> = new Set(['model', 'service', 'trigger', 'error', 'message']);

/** Whether a run may have several values, so that two terms do not contradict. */
export function hasSeveralValues(field: ValueField): boolean {
  return typeof field === 'string' && several.has(field);
}

const ofOutcome: ReadonlySet<ValueField> = new Set(['status', 'error', 'message', 'step'] as const);

/** Whether values say how a run ended, so that all runs with a value failed, or none did. */
export function tellsOutcome(field: ValueField): boolean {
  return ofOutcome.has(field);
}

/** A summary has no values at paths. */
export function valuesIn(field: ValueField, run: RunSummary, now: number): readonly string[] {
  if (typeof field !== 'string') return [];
  const values = readValues(field, run, now);
  return Array.isArray(values) ? values : [values].flatMap(value => value ?? []);
}

function readValues(field: FixedField, run: RunSummary, now: number): string | readonly string[] | undefined {
  const { errorSummary, trigger } = run;
  switch (field) {
    case 'status':
      return run.status === 'unknown' ? (run.statusRaw ?? run.status) : run.status;
    case 'type':
      return run.kind;
    case 'day':
      return formatDay(run.createdAt);
    case 'started':
      return run.startedAt === undefined ? undefined : formatDay(run.startedAt);
    case 'error':
      return errorSummary && nameOf(errorSummary.cause ?? errorSummary);
    case 'message':
      return (errorSummary?.cause ?? errorSummary)?.message || undefined;
    case 'step':
      return errorSummary?.step;
    case 'trigger':
      return trigger.label === '' ? trigger.type : trigger.label;
    case 'duration':
      return durationRange(durationMs(run, now));
    default: {
      const value = run[fieldOfFilter[field]];
      return typeof value === 'number' ? value.toString() : value;
    }
  }
}

/** The message stands in for a generic name. */
function nameOf({ name, message }: Pick<ErrorSummary, 'name' | 'message'>): string | undefined {
  const isTelling = name !== undefined && !saysNothing(name);
  return (isTelling ? name : message) || name;
}

const endsMs = [100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000] as const;
const lastEnd = endsMs.at(-1) ?? 0;

/** `1s to 10s`: durations are counted in ranges, because nearly all are different. */
function durationRange(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : rangeName(endsMs.findIndex(end => ms < end));
}

/** In whole ms. */
export function durationTest(name: string): NumberTest | undefined {
  const at = [-1, ...endsMs.keys()].find(index => rangeName(index) === name);
  if (at === undefined) return undefined;
  if (at < 0) return { op: '>=', value: lastEnd };
  const to = endsMs[at] ?? lastEnd;
  return at === 0 ? { op: '<', value: to } : { op: '..', from: endsMs[at - 1] ?? 0, to: to - 1 };
}

function rangeName(at: number): string {
  if (at < 0) return `${formatExactDuration(lastEnd)} or more`;
  const to = formatExactDuration(endsMs[at] ?? lastEnd);
  return at === 0 ? `under ${to}` : `${formatExactDuration(endsMs[at - 1] ?? 0)} to ${to}`;
}
