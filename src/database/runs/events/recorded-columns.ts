import type { LogAdded, MessagePut, RunCreated, SpanPut, StepPut } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import type { RunSummary } from '../../../model/run.ts';
import {
  type FieldsWith,
  type RecordedAgain,
  type RecordedOnce,
  recordedAgain,
  recordedOnce,
  runFields,
} from '../../../model/run-fields.ts';
import { inputHash } from './input-hash.ts';

type ColumnOf<Row, Type extends string, Value> = {
  readonly name: string;
  readonly type: Type;
  readonly of: (row: Row) => Value | null | undefined;
};

/** A column, and its value in a row. Each database stores `list` values in its own way. */
export type RecordedColumn<Row> =
  | ColumnOf<Row, 'text', string>
  | ColumnOf<Row, 'number', number>
  | ColumnOf<Row, 'list', readonly string[]>;

type RecordedField = RecordedOnce | RecordedAgain;
type Plain<Name extends RecordedField> = Extract<Name, FieldsWith<{ readonly column: string }>>;

const columnTypes = {
  id: 'text',
  text: 'text',
  kind: 'text',
  texts: 'list',
  time: 'number',
  number: 'number',
} as const;

/** The columns of the fields that have one, except for those that a rule fills. */
function columnsOf<Name extends RecordedField>(
  names: readonly Name[],
  ruled: RecordedField,
): readonly RecordedColumn<{ readonly [Field in Name]?: RunSummary[Field] }>[] {
  const plain = names.filter((name): name is Plain<Name> => name !== ruled && 'column' in runFields[name]);
  return plain.map(name => {
    const { column, kind } = runFields[name];
    const of = (row: { readonly [Field in Name]?: RunSummary[Field] }) => row[name];
    return { name: column, type: columnTypes[kind], of } as RecordedColumn<{
      readonly [Field in Name]?: RunSummary[Field];
    }>;
  });
}

export const createdColumns: readonly RecordedColumn<RunCreated>[] = [
  ...columnsOf(recordedOnce, 'createdAt'),
  { name: 'trigger_type', type: 'text', of: created => created.trigger.type },
  { name: 'trigger_label', type: 'text', of: created => created.trigger.label },
  { name: 'trigger_raw', type: 'text', of: created => created.trigger.raw },
  { name: 'trigger_at', type: 'number', of: created => created.trigger.at },
  { name: 'created_at', type: 'number', of: created => toFinite(created.createdAt) ?? 0 },
];

/** Columns that events may set again: each keeps its value until an event sets another. */
export const fieldColumns: readonly RecordedColumn<RunFields>[] = [
  ...columnsOf(recordedAgain, 'finishedAt'),
  {
    name: 'input_hash',
    type: 'text',
    of: ({ input }) => (input === undefined ? undefined : inputHash(input)),
  },
];

/** The same for columns stored apart from a run's row, besides input and output. */
export const detailColumns: readonly RecordedColumn<RunFields>[] = [
  { name: 'error_value', type: 'text', of: fields => fields.error?.value },
  { name: 'error_message', type: 'text', of: fields => fields.error?.message },
  { name: 'error_code', type: 'text', of: fields => fields.error?.code },
  { name: 'error_stack', type: 'text', of: fields => fields.error?.stack },
  { name: 'error_step_id', type: 'text', of: fields => fields.error?.stepId },
  { name: 'usage', type: 'text', of: fields => fields.usage && JSON.stringify(fields.usage) },
  { name: 'cancel_outcome', type: 'text', of: fields => fields.cancelOutcome },
];

export const stepColumns: readonly RecordedColumn<StepPut>[] = [
  { name: 'id', type: 'text', of: step => step.id },
  { name: 'parent_id', type: 'text', of: step => step.parentId },
  { name: 'name', type: 'text', of: step => step.name },
  { name: 'type', type: 'text', of: step => step.stepType },
  { name: 'status', type: 'text', of: step => step.status },
  { name: 'attempt', type: 'number', of: step => step.attempt },
  { name: 'started_at', type: 'number', of: step => step.startedAt },
  { name: 'finished_at', type: 'number', of: step => step.finishedAt },
  { name: 'input', type: 'text', of: step => step.input },
  { name: 'output', type: 'text', of: step => step.output },
  { name: 'error', type: 'text', of: step => step.error },
];

export const spanColumns: readonly RecordedColumn<SpanPut>[] = [
  { name: 'start_at', type: 'number', of: span => span.startAt },
  { name: 'id', type: 'text', of: span => span.id },
  { name: 'parent_id', type: 'text', of: span => span.parentId },
  { name: 'name', type: 'text', of: span => span.name },
  { name: 'kind', type: 'text', of: span => span.kind },
  { name: 'end_at', type: 'number', of: span => span.endAt },
  { name: 'status', type: 'text', of: span => span.status },
  { name: 'attributes', type: 'text', of: span => span.attributes },
  {
    name: 'events',
    type: 'text',
    of: span => (span.events?.length ? JSON.stringify(span.events) : undefined),
  },
];

export const logColumns: readonly RecordedColumn<LogAdded>[] = [
  { name: 'at', type: 'number', of: log => log.at },
  { name: 'level', type: 'text', of: log => log.level },
  { name: 'message', type: 'text', of: log => log.message },
  { name: 'span_id', type: 'text', of: log => log.spanId },
  { name: 'attributes', type: 'text', of: log => log.attributes },
];

export const messageColumns: readonly RecordedColumn<MessagePut>[] = [
  { name: 'id', type: 'text', of: message => message.id },
  { name: 'json', type: 'text', of: message => message.message },
];

/** `a = excluded.a, …` for all columns except the key's, for a row that is written again. */
export function replaceColumns<Row>(key: readonly string[], columns: readonly RecordedColumn<Row>[]): string {
  return columns.flatMap(({ name }) => (key.includes(name) ? [] : [`${name} = excluded.${name}`])).join(', ');
}

/** NaN and the infinities count as absent. */
export function toFinite(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
