import type { LogAdded, MessagePut, RunCreated, SpanPut, StepPut } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
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
  readonly get: (row: Row) => Value | null | undefined;
};

/** Each database stores `list` values in its own way. */
export type RecordedColumn<Row> =
  | ColumnOf<Row, 'text', string>
  | ColumnOf<Row, 'number', number>
  | ColumnOf<Row, 'list', readonly string[]>;

type RecordedField = RecordedOnce | RecordedAgain;
type Fields<Name extends RecordedField> = { readonly [Field in Name]?: RunSummary[Field] };
type Plain<Name extends RecordedField> = Extract<Name, FieldsWith<{ readonly column: string }>>;

const columnTypes = {
  id: 'text',
  text: 'text',
  kind: 'text',
  texts: 'list',
  time: 'number',
  number: 'number',
} as const;

/** The columns of the fields that have one, except the field `ruled`, which the caller derives. */
function columnsOf<Name extends RecordedField>(
  names: readonly Name[],
  ruled: RecordedField,
): readonly RecordedColumn<Fields<Name>>[] {
  const plain = names.filter((name): name is Plain<Name> => name !== ruled && 'column' in runFields[name]);
  return plain.map(name => {
    const { column, kind } = runFields[name];
    const get = (row: Fields<Name>) => row[name];
    return { name: column, type: columnTypes[kind], get } as RecordedColumn<Fields<Name>>;
  });
}

export const createdColumns: readonly RecordedColumn<RunCreated>[] = [
  ...columnsOf(recordedOnce, 'createdAt'),
  { name: 'trigger_type', type: 'text', get: created => created.trigger.type },
  { name: 'trigger_label', type: 'text', get: created => created.trigger.label },
  { name: 'trigger_raw', type: 'text', get: created => created.trigger.raw },
  { name: 'trigger_at', type: 'number', get: created => created.trigger.at },
  { name: 'created_at', type: 'number', get: created => toFinite(created.createdAt) ?? 0 },
];

/** Columns that events may set again: each keeps its value until an event sets another. */
export const fieldColumns: readonly RecordedColumn<RunFields>[] = [
  ...columnsOf(recordedAgain, 'finishedAt'),
  {
    name: 'input_hash',
    type: 'text',
    get: ({ input }) => (input === undefined ? undefined : inputHash(input)),
  },
];

/** Like `fieldColumns`, but stored apart from a run's row, as input and output are. */
export const detailColumns: readonly RecordedColumn<RunFields>[] = [
  { name: 'error_value', type: 'text', get: fields => fields.error?.value },
  { name: 'error_message', type: 'text', get: fields => fields.error?.message },
  { name: 'error_code', type: 'text', get: fields => fields.error?.code },
  { name: 'error_stack', type: 'text', get: fields => fields.error?.stack },
  { name: 'error_step_id', type: 'text', get: fields => fields.error?.stepId },
  { name: 'usage', type: 'text', get: fields => fields.usage && JSON.stringify(fields.usage) },
  { name: 'cancel_outcome', type: 'text', get: fields => fields.cancelOutcome },
];

/** Fields by the names of their columns. An empty list of `json` is stored as NULL. */
type PartFields<Part> = Readonly<
  Partial<Record<'text' | 'number' | 'json', Readonly<Record<string, keyof Part>>>>
>;

type PartColumn<Part> = RecordedColumn<Part> & { readonly field: keyof Part; readonly isJson: boolean };

function partColumns<Part>({
  text = {},
  number = {},
  json = {},
}: PartFields<Part>): readonly PartColumn<Part>[] {
  const columns = (fields: Readonly<Record<string, keyof Part>>, type: 'text' | 'number', isJson = false) =>
    Object.entries(fields).map(([name, field]) => {
      const get = (part: Part) => (isJson ? listJson(part[field]) : part[field]);
      return { name, type, field, isJson, get } as PartColumn<Part>;
    });
  return [...columns(text, 'text'), ...columns(number, 'number'), ...columns(json, 'text', true)];
}

function listJson(list: unknown): string | undefined {
  return Array.isArray(list) && list.length > 0 ? JSON.stringify(list) : undefined;
}

export function partOfRow(columns: readonly PartColumn<never>[], row: object): object {
  const fields = columns.map(({ name, field, isJson }) => {
    const value: unknown = Reflect.get(row, name) ?? undefined;
    return [field, isJson && typeof value === 'string' ? parsePayload(value) : value];
  });
  return Object.fromEntries(fields);
}

export const stepColumns = partColumns<StepPut>({
  text: {
    ...{ id: 'id', parent_id: 'parentId', name: 'name', type: 'stepType', status: 'status' },
    ...{ input: 'input', output: 'output', error: 'error' },
  },
  number: { attempt: 'attempt', started_at: 'startedAt', finished_at: 'finishedAt' },
});

export const spanColumns = partColumns<SpanPut>({
  text: {
    ...{ id: 'id', parent_id: 'parentId', name: 'name', kind: 'kind', status: 'status' },
    attributes: 'attributes',
  },
  number: { start_at: 'startAt', end_at: 'endAt' },
  json: { events: 'events' },
});

export const logColumns = partColumns<LogAdded>({
  text: { level: 'level', message: 'message', span_id: 'spanId', attributes: 'attributes' },
  number: { at: 'at' },
});

export const messageColumns = partColumns<MessagePut>({ text: { id: 'id', json: 'message' } });

export function replaceColumns<Row>(key: readonly string[], columns: readonly RecordedColumn<Row>[]): string {
  return columns.flatMap(({ name }) => (key.includes(name) ? [] : [`${name} = excluded.${name}`])).join(', ');
}

export function toFinite(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
