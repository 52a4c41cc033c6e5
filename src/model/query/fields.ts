import { runFields, runTags } from '../run-fields.ts';
import type { NumberField, PayloadRoot, TextField, TimeField } from './query.ts';

type FieldBase = {
  readonly name: string;
  readonly alias?: string;
  readonly help: string;
  /** What completion offers; the store has the values of text fields. */
  readonly values: readonly { readonly text: string; readonly help?: string }[];
};

export type FieldInfo = FieldBase &
  (
    | { readonly type: 'status' }
    | { readonly type: 'kind' }
    | { readonly type: 'settled' }
    | { readonly type: 'text'; readonly field: TextField }
    | { readonly type: 'number'; readonly field: NumberField }
    | { readonly type: 'time'; readonly field: TimeField }
  );

const spans = ['today', 'yesterday', '1h', '24h', '7d', '30d'].map(text => ({ text }));

export const fields: readonly FieldInfo[] = [
  {
    name: 'status',
    type: 'status',
    help: 'failed, running, … or active',
    values: [
      { text: 'failed' },
      { text: 'active', help: 'every status that can still change' },
      { text: 'running' },
      { text: 'queued' },
      { text: 'sleeping' },
      { text: 'waiting', help: 'waiting on a hook' },
      { text: 'success' },
      { text: 'canceled' },
      { text: 'unknown', help: 'a status that is none of these' },
    ],
  },
  textField('workflow', 'name of the workflow or agent', 'name'),
  { name: 'since', type: 'time', field: 'since', help: 'created at or after', values: spans },
  { name: 'until', type: 'time', field: 'until', help: 'created at or before', values: spans },
  textField('error', 'part of the error'),
  textField('log', 'part of a log message'),
  textField('step', 'name of the step that failed'),
  textField('failure', 'a group of failures, by its id'),
  {
    name: 'settled',
    type: 'settled',
    help: 'failed runs whose work a later run has done, or has not',
    values: [
      { text: 'no', help: 'nobody has done the work since' },
      { text: 'yes', help: 'a later run of the same work succeeded' },
    ],
  },
  {
    name: 'type',
    alias: 'kind',
    type: 'kind',
    help: 'workflow or agent',
    values: [{ text: 'workflow' }, { text: 'agent' }],
  },
  textField('trigger', 'what started it: type, label or raw'),
  ...runTags.map(tag => textField(runFields[tag].filter, runFields[tag].tag)),
  numberField('duration', 'how long it ran, or how many times as long as usual', [
    '>30s',
    '>5m',
    '>1h',
    '>3x',
  ]),
  numberField('cost', 'total cost in USD', ['>0.01', '>0.10', '>1']),
  textField('model', 'a model it used'),
  textField('service', 'a service it used'),
  { name: 'started', type: 'time', field: 'started', help: 'when it started', values: spans },
  numberField('messages', 'number of messages', ['>10']),
  numberField('steps', 'number of steps', ['>10']),
  textField('id', 'run id'),
  textField('retryOf', 'id of the run that it repeats; * for all that repeat one'),
  textField('key', "the program's own name for the work"),
];

function textField(field: TextField, help: string, alias?: string): FieldInfo {
  return { name: field, type: 'text', field, help, alias, values: [] };
}

function numberField(field: NumberField, help: string, examples: readonly string[]): FieldInfo {
  return { name: field, type: 'number', field, help, values: examples.map(text => ({ text })) };
}

export const textFields = fields.flatMap(info => (info.type === 'text' ? [info.field] : []));

export const payloadRoots: readonly { readonly name: PayloadRoot; readonly help: string }[] = [
  { name: 'input', help: 'a value in the input: input.email:…' },
  { name: 'output', help: 'a value in the output: output.total:>100' },
];

/** Every word before a colon, except paths. */
export const fieldNames: readonly string[] = fields.flatMap(field =>
  field.alias === undefined ? [field.name] : [field.name, field.alias],
);

export function findField(name: string): FieldInfo | undefined {
  const wanted = name.toLowerCase();
  return fields.find(field => field.name.toLowerCase() === wanted || field.alias === wanted);
}

/** Names of other programs that people try. */
const namesTried: Readonly<Record<string, readonly string[]>> = {
  status: ['state', 'result', 'outcome', 'phase'],
  workflow: ['flow', 'job', 'pipeline', 'function', 'task'],
  since: ['date', 'time', 'day', 'when', 'created', 'createdat', 'after', 'from'],
  until: ['before', 'to'],
  error: ['message', 'msg', 'exception', 'reason', 'cause'],
  step: ['activity', 'stage'],
  failure: ['group', 'fingerprint', 'signature'],
  trigger: ['source', 'event', 'origin'],
  actor: ['user', 'by', 'author', 'owner', 'account'],
  project: ['app', 'team', 'namespace', 'repo'],
  duration: ['took', 'latency', 'elapsed', 'runtime'],
  cost: ['price', 'usd'],
  model: ['llm'],
  service: ['provider'],
  started: ['startedat', 'start'],
  id: ['run', 'runid', 'session', 'sessionid'],
  retryOf: ['retry', 'rerun'],
  settled: ['open', 'fixed', 'resolved', 'solved', 'done'],
  key: ['workkey', 'idempotencykey', 'dedupe'],
};

const rootsTried: Readonly<Record<PayloadRoot, readonly string[]>> = {
  input: ['args', 'arguments', 'params', 'payload', 'body', 'data', 'request'],
  output: ['result', 'response', 'return'],
};

/** The field that another name means: `trigger` for `source`. */
export function fieldMeantBy(name: string): string | undefined {
  return fieldNames.find(field => namesTried[field]?.includes(name.toLowerCase()));
}

/** The payload that the first word of a path means: `input` for `args`. */
export function rootMeantBy(name: string): PayloadRoot | undefined {
  return payloadRoots.find(root => rootsTried[root.name].includes(name.toLowerCase()))?.name;
}

export function findRoot(name: string): PayloadRoot | undefined {
  const wanted = name.toLowerCase();
  return payloadRoots.find(root => root.name === wanted)?.name;
}
