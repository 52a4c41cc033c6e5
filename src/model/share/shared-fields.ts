import { isObject } from '../is-record.ts';
import { isLazy } from '../payload/lazy/lazy-parts.ts';
import { formatPath } from '../query/format.ts';
import type { TextField } from '../query/query.ts';
import { foldCase } from '../query/search-words.ts';
import { durationMs, type Run, type RunSummary, type Step } from '../run.ts';
import { runTags } from '../run-fields.ts';
import { isSecretMember, namesBesideOf } from '../text/secrets/secret-keys.ts';
import { dayMs, inputSize, measuresOf, stepDuration, type ValueMeasures, waitInQueue } from './measures.ts';
import { type HourRange, hoursText, isInHours } from './recurring-hours.ts';
import type { SharedField } from './shared-value.ts';
import type { AddedRun, CreateField, ValuePlace, ValueTable } from './value-table.ts';

export type RunParts = Pick<Run, 'input' | 'raw'> & {
  readonly steps?: readonly ComparedStep[];
  /** The size of the input as JSON, also where the input is left out as too large. */
  readonly inputBytes?: number;
};

type ComparedStep = Pick<Step, 'name' | 'status' | 'startedAt' | 'finishedAt' | 'output'>;

export type ComparedRun = RunSummary & RunParts;

type Added = AddedRun & {
  readonly hours?: HourRange;
};

export function addRun(table: ValueTable, run: ComparedRun, parts: RunParts, added: Added): void {
  table.beginRun(added);
  addMembers(table, run, added.hours);
  const bytes = parts.inputBytes ?? jsonBytes(parts.input);
  const input = table.placeOf('input');
  if (input && bytes !== undefined) {
    table.addInput(input, { name: 'input', isOptional: true }, parts.input !== undefined);
    table.addNumber(input, inputSize, bytes);
  }
  const { createdAt: at } = run;
  addPayload(table, 'input', parts.input, { create: inputField, measures: inputMeasures, at });
  addPayload(table, 'raw', parts.raw, { create: rawField, at });
  for (const step of stepsBeforeFailure(run, parts.steps ?? [])) addStep(table, step, at);
}

function jsonBytes(payload: unknown): number | undefined {
  if (payload === undefined) return undefined;
  if (isLazy(payload)) return 'bytes' in payload ? payload.bytes : payload.length;
  return JSON.stringify(payload)?.length;
}

/** What ran after a failure, such as a notification, is no cause. */
function stepsBeforeFailure(run: RunSummary, steps: readonly ComparedStep[]): readonly ComparedStep[] {
  const failing = steps.findLast(
    ({ name, status }) => status === 'failed' && name === (run.errorSummary?.step ?? name),
  );
  const end = failing?.startedAt ?? Number.POSITIVE_INFINITY;
  return steps.filter(({ status, startedAt }) => status === 'success' && (startedAt ?? 0) <= end);
}

function addMembers(table: ValueTable, run: RunSummary, hours: HourRange | undefined): void {
  const add = (name: string, text: string | undefined) => {
    const place = text ? table.placeOf(name) : undefined;
    if (place && text) table.addValue(place, text, memberField);
  };
  add('workflow', run.name);
  for (const text of distinctTriggers(run)) add('trigger', text);
  for (const tag of runTags) add(tag, run[tag]);
  for (const model of run.models) add('model', model);
  for (const service of run.services) add('service', service);
  add('parent', run.parentId);
  add('target', run.target);
  if (hours && isInHours(run.createdAt, hours)) add('hour', hoursText(hours));
  const queue = table.placeOf('queue');
  if (queue && run.startedAt !== undefined)
    table.addNumber(queue, waitInQueue, Math.max(0, run.startedAt - (run.queuedAt ?? run.createdAt)));
}

const filterFields: ReadonlyMap<string, TextField> = new Map(
  (['workflow', 'trigger', ...runTags, 'model', 'service'] as const).map(field => [field, field]),
);

function memberField([name = '']: readonly string[]): SharedField {
  const field = filterFields.get(name);
  return field === undefined ? { name } : { name, filter: { field } };
}

function distinctTriggers({ trigger: { type, label, raw } }: RunSummary): readonly string[] {
  if (raw === type && type === label) return [raw];
  const texts = new Map([raw, label, type].map(text => [foldCase(text), text]));
  return [...texts.values()];
}

type PayloadFields = {
  readonly create: CreateField;
  /** Absent for an engine's own data, whose numbers may tell how the run went. */
  readonly measures?: ValueMeasures;
  /** When the run was created, from which the age of dates is counted. */
  readonly at: number;
};

function addPayload(table: ValueTable, root: string, payload: unknown, fields: PayloadFields): void {
  const place = table.placeOf(root);
  if (!isObject(payload) || !place) return;
  addValues(table, payload, place, fields);
}

function addScalar(
  table: ValueTable,
  place: ValuePlace,
  value: Scalar,
  { create, measures, at }: PayloadFields,
): void {
  if (measures) addMeasured(table, place, value, { measures, at });
  const text = String(value);
  if (text !== '' && text.length <= mostUnits) table.addValue(place, text, create);
}

function addMeasured(
  table: ValueTable,
  place: ValuePlace,
  value: Scalar,
  { measures, at }: { readonly measures: ValueMeasures; readonly at: number },
): void {
  if (typeof value === 'number') table.addNumber(place, measures.number, value);
  if (typeof value !== 'string') return;
  const date = toDate(value);
  if (date === undefined) table.addNumber(place, measures.characters, value.length);
  else table.addNumber(place, measures.ageInDays, (at - date) / dayMs);
}

function toDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:$|[T ]\d\d:)/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Words in names of fields that say how the run went: attempts follow from a failure. */
const outcomeWords = new Set(
  'state status result outcome error errors failed failure exception retry retries attempt attempts tries completed completion finished ended end duration elapsed heartbeat last modified updated exit output spans missing sleeps hooks input cancel canceled cancelled'.split(
    ' ',
  ),
);

function rawField([, ...path]: readonly string[]): SharedField | undefined {
  return pathWords(path).some(word => outcomeWords.has(word)) ? undefined : { name: pathName(path) };
}

function pathWords(path: readonly string[]): readonly string[] {
  return path
    .join(' ')
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u);
}

function addStep(table: ValueTable, step: ComparedStep, at: number): void {
  const ms = step.finishedAt === undefined ? undefined : durationMs(step, step.finishedAt);
  const steps = table.placeOf('step');
  const place = steps && table.placeOf(step.name, steps);
  if (!place) return;
  if (ms !== undefined) table.addNumber(place, stepDuration, ms);
  if (step.output === undefined) return;
  const fields = { create: outputField, measures: outputMeasures, at };
  const output = table.placeOf('output', place);
  if (isObject(step.output) && output) addValues(table, step.output, output, fields);
  else if (output && isScalar(step.output)) addScalar(table, output, step.output, fields);
}

function outputField([, step, , ...path]: readonly string[]): SharedField {
  const name = `output of ${step}`;
  return {
    name: path.length === 0 ? name : `${name}.${pathName(path)}`,
    ...(path.includes('*') && { isItem: true }),
  };
}

function inputField([, ...path]: readonly string[]): SharedField {
  const name = `input.${pathName(path)}`;
  return path.includes('*') ? { name, isItem: true } : { name, isOptional: true, filter: { path } };
}

const inputMeasures = measuresOf(inputField);
const outputMeasures = measuresOf(outputField);

function pathName(path: readonly string[]): string {
  return path.map(key => (key === '*' ? key : formatPath([key]))).join('.');
}

const deepest = 5;
const mostScalars = 200;
const mostItems = 20;
const mostUnits = 120;

type Scalar = string | number | boolean | null;

function isScalar(value: unknown): value is Scalar {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

/**
 * Adds scalars and lengths of lists, except for secrets that only a name beside them reveals. Items of lists
 * come last, so that a long list displaces no field; nested items share the place `*`.
 */
function addValues(table: ValueTable, payload: object, root: ValuePlace, fields: PayloadFields): void {
  const lists: (() => void)[] = [];
  let left = mostScalars;

  const addLength = (place: ValuePlace, length: number) => {
    if (fields.measures) table.addNumber(place, fields.measures.items, length);
  };

  function visit(value: unknown, place: ValuePlace | undefined, depth: number): void {
    if (left <= 0 || depth > deepest || !place) return;
    if (isLazy(value)) {
      if ('isList' in value && value.isList) addLength(place, value.size);
    } else if (Array.isArray(value)) {
      addLength(place, value.length);
      lists.push(() => visitItems(value, place, depth));
    } else if (isObject(value)) visitMembers(value, place, depth);
    else if (isScalar(value) && place !== root) {
      left -= 1;
      addScalar(table, place, value, fields);
    }
  }

  function visitItems(items: readonly unknown[], place: ValuePlace, depth: number): void {
    for (const [at, item] of items.slice(0, mostItems).entries())
      if (isObject(item)) visit(item, table.placeOf('*', place), depth + 1);
      else if (!isSecretMember(items, String(at))) visit(item, place, depth);
  }

  function visitMembers(value: object, place: ValuePlace, depth: number): void {
    for (const key of Object.keys(value))
      if (!isSecretByNeighbor(value, key))
        visit(Reflect.get(value, key), table.placeOf(key, place), depth + 1);
  }

  if (Array.isArray(payload) || isLazy(payload)) visit(payload, root, 0);
  else visitMembers(payload, root, 0);
  for (const next of lists) next();
}

function isSecretByNeighbor(parent: object, key: string): boolean {
  return namesBesideOf(key).length > 0 && isSecretMember(parent, key);
}
