import type { ErrorSummary, RunKind, RunSummary, Settled, Trigger, Usual } from './run.ts';
import type { RunStatus } from './status.ts';

/** Values of `id`, `text` and `texts` come from outside, so they are masked. */
type KindValues = {
  /** Names a run; different ids stay different when masked. */
  readonly id: string;
  readonly text: string;
  readonly texts: readonly string[];
  /** Epoch ms; ISO 8601 in JSON. */
  readonly time: number;
  readonly number: number;
  readonly flag: boolean;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly error: ErrorSummary;
  readonly usual: Usual;
  readonly settled: Settled;
};

export type FieldKind = keyof KindValues;

type FieldInfo = {
  readonly kind: FieldKind;
  /** Set if every run has a value. */
  readonly isRequired?: true;
  /** Whether recorders write it when they create the run, or with each change too. */
  readonly recorded?: 'once' | 'again';
  /** The column in `runs`; triggers and errors have several. */
  readonly column?: string;
  /** Its name in the filter language. */
  readonly filter?: string;
  /** Its label in the metadata of a run. */
  readonly label?: string;
  /** Makes it a tag; describes it in completion. */
  readonly tag?: string;
  /** Set if the API does not send it, because only this program knows it. */
  readonly isSent?: false;
  /** Set if the JSON of commands omits it, or prints what follows from it. */
  readonly isPrinted?: false;
};

type KindOf<Value> = {
  [Kind in FieldKind]: [Value, KindValues[Kind]] extends [KindValues[Kind], Value] ? Kind : never;
}[FieldKind];

type InfoOf<Value> = FieldInfo & { readonly kind: KindOf<NonNullable<Value>> } & (undefined extends Value
    ? { readonly isRequired?: never }
    : { readonly isRequired: true });

/** Every field of a run; writing, reading, storing, masking and showing follow from these rows. */
export const runFields = {
  id: { kind: 'id', isRequired: true, recorded: 'once', column: 'id', filter: 'id', label: 'Run ID' },
  target: { kind: 'text', label: 'Target', isSent: false },
  kind: { kind: 'kind', isRequired: true, recorded: 'once', column: 'kind', label: 'Kind' },
  name: { kind: 'text', isRequired: true, recorded: 'once', column: 'name', filter: 'workflow' },
  status: { kind: 'status', isRequired: true, column: 'status' },
  statusRaw: { kind: 'text', column: 'status_raw', label: 'Status, raw' },
  statusLabel: { kind: 'text', isSent: false },
  wakeAt: { kind: 'time', isSent: false },
  trigger: { kind: 'trigger', isRequired: true, recorded: 'once', filter: 'trigger' },
  actor: {
    kind: 'text',
    recorded: 'once',
    column: 'actor',
    filter: 'actor',
    label: 'Actor',
    tag: 'who started it',
  },
  project: {
    kind: 'text',
    recorded: 'once',
    column: 'project',
    filter: 'project',
    label: 'Project',
    tag: 'name of the project',
  },
  createdAt: { kind: 'time', isRequired: true, recorded: 'once', column: 'created_at', label: 'Created' },
  changedAt: { kind: 'time', isSent: false },
  queuedAt: { kind: 'time', recorded: 'again', column: 'queued_at', label: 'Queued' },
  startedAt: { kind: 'time', recorded: 'again', column: 'started_at', label: 'Started' },
  finishedAt: { kind: 'time', recorded: 'again', column: 'finished_at', label: 'Finished' },
  pausedMs: { kind: 'number', recorded: 'again', column: 'paused_ms', isPrinted: false },
  pausedAt: { kind: 'time', recorded: 'again', column: 'paused_at', isPrinted: false },
  strandedBy: { kind: 'text', label: 'Stranded', isSent: false },
  waitingFor: { kind: 'text', recorded: 'again', column: 'waiting_for' },
  costUsd: { kind: 'number', recorded: 'again', column: 'cost_usd', filter: 'cost', label: 'Total cost' },
  models: {
    kind: 'texts',
    isRequired: true,
    recorded: 'again',
    column: 'models',
    filter: 'model',
    label: 'Models',
  },
  services: {
    kind: 'texts',
    isRequired: true,
    recorded: 'again',
    column: 'services',
    filter: 'service',
    label: 'Services',
  },
  stepCount: { kind: 'number', recorded: 'again', column: 'step_count', filter: 'steps', label: 'Steps' },
  messageCount: {
    kind: 'number',
    recorded: 'again',
    column: 'message_count',
    filter: 'messages',
    label: 'Messages',
  },
  attempt: { kind: 'number', recorded: 'again', column: 'attempt', label: 'Attempt' },
  parentId: { kind: 'id', recorded: 'once', column: 'parent_id', label: 'Parent run' },
  retryOf: { kind: 'id', recorded: 'once', column: 'retry_of', filter: 'retryOf', label: 'Retry of' },
  key: { kind: 'text', recorded: 'once', column: 'work_key', filter: 'key', label: 'Key' },
  errorSummary: { kind: 'error' },
  isLost: { kind: 'flag' },
  cancelRequestedAt: { kind: 'time', column: 'cancel_requested_at' },
  usual: { kind: 'usual', isPrinted: false },
  settled: { kind: 'settled' },
} as const satisfies { readonly [Name in keyof RunSummary]-?: InfoOf<RunSummary[Name]> };

type Fields = typeof runFields;

export type FieldName = keyof Fields;

export type RunField = Fields[FieldName];

export type FieldsWith<Part extends Partial<FieldInfo>> = {
  [Name in FieldName]: Fields[Name] extends Part ? Name : never;
}[FieldName];

export type RecordedOnce = FieldsWith<{ readonly recorded: 'once' }>;
export type RecordedAgain = FieldsWith<{ readonly recorded: 'again' }>;

/** A text that many runs share: stores list its values, bare words search it. */
export type Tag = FieldsWith<{ readonly tag: string }>;

export type SentField = Exclude<FieldName, FieldsWith<{ readonly isSent: false }>>;
type PrintedField = Exclude<FieldName, FieldsWith<{ readonly isPrinted: false }>>;

type Filterable = FieldsWith<{ readonly filter: string }>;

export type FilterOf<Kind extends FieldKind> = Fields[Filterable &
  FieldsWith<{ readonly kind: Kind }>]['filter'];

export const fieldNames = Object.keys(runFields) as readonly FieldName[];

/** The field that a filter compares: `costUsd` for `cost`. */
export const fieldOfFilter = Object.fromEntries(
  fieldNames.flatMap(name => ('filter' in runFields[name] ? [[runFields[name].filter, name]] : [])),
) as { readonly [Name in Filterable as Fields[Name]['filter']]: Name };

export const sentFields = fieldNames.filter((name): name is SentField => !('isSent' in runFields[name]));
export const printedFields = fieldNames.filter(
  (name): name is PrintedField => !('isPrinted' in runFields[name]),
);
export const idFields = fieldsWith({ kind: 'id' });
export const recordedOnce = fieldsWith({ recorded: 'once' });
export const recordedAgain = fieldsWith({ recorded: 'again' });
export const runTags = fieldNames.filter((name): name is Tag => 'tag' in runFields[name]);

function fieldsWith<const Part extends Partial<FieldInfo>>(part: Part): readonly FieldsWith<Part>[] {
  const members = Object.entries(part);
  return fieldNames.filter((name): name is FieldsWith<Part> =>
    members.every(([member, value]) => Reflect.get(runFields[name], member) === value),
  );
}

/** By kind; values of other kinds stay as they are. */
type Conversion = {
  readonly [Kind in FieldKind]?: (value: KindValues[Kind], name: FieldName) => unknown;
};

type Some<Name extends FieldName> = { readonly [Field in Name]?: RunSummary[Field] };

type Converted<Name extends FieldName, Value, By extends Conversion> = By extends {
  readonly [Kind in Fields[Name]['kind']]: (...given: never) => infer Result;
}
  ? Result | Extract<Value, undefined>
  : Value;

/** Makes a function that converts these fields of a run by kind; absent values stay absent. */
export function fieldConverter<Name extends FieldName, By extends Conversion>(
  names: readonly Name[],
  by: By,
) {
  const conversions = names.map(name => [name, by[runFields[name].kind] as Convert | undefined] as const);
  // Copies of an object of JSON.parse are as fast as literals; objects made key by key are not.
  const blank: Record<string, unknown> = JSON.parse(
    JSON.stringify(Object.fromEntries(names.map(name => [name, null]))),
  );
  return <Source extends Some<Name>>(
    run: Source & { readonly [Missing in Exclude<Name, keyof Source>]: never },
  ): { [Field in Name]: Converted<Field, Source[Field], By> } => {
    const converted = { ...blank };
    for (const [name, convert] of conversions) {
      const value = run[name];
      converted[name] = convert === undefined || value === undefined ? value : convert(value, name);
    }
    return converted as { [Field in Name]: Converted<Field, Source[Field], By> };
  };
}

type Convert = (value: unknown, name: FieldName) => unknown;
