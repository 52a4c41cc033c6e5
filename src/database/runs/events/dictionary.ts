import type { PendingRun } from '../../../contract/event-batch.ts';
import type { TextField } from '../../../model/query/query.ts';
import { runFields, runTags, type Tag } from '../../../model/run-fields.ts';

export type DictionaryEntry = { readonly field: string; readonly value: string };

/** The value of `<field>!`, which marks an incomplete list of the field's values. */
export const incompleteMark = '!';

/** Caches the listed values, so that most batches have nothing to write. */
export type Dictionary = ReturnType<typeof createDictionary>;

export function createDictionary() {
  const known: ValuesByField = new Map();

  function newEntries(runs: Iterable<PendingRun>): readonly DictionaryEntry[] {
    const fresh: ValuesByField = new Map();
    for (const run of runs) for (const [field, value] of listedValues(run)) note(fresh, field, value);
    const entries = [...fresh].flatMap(([field, values]) => Array.from(values, value => ({ field, value })));
    return entries.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  function note(fresh: ValuesByField, field: DictionaryField, text: string | undefined): void {
    // Databases store well-formed text.
    const value = text?.toWellFormed();
    if (value === undefined || known.get(field)?.has(value) || fresh.get(field)?.has(value)) return;
    const listed = (known.get(field)?.size ?? 0) + (fresh.get(field)?.size ?? 0);
    const isListed = value.length <= dictionaryLimits.valueUnits && listed < dictionaryLimits.values;
    if (isListed) valuesOf(fresh, field).add(value);
    else if (!known.has(field + incompleteMark)) valuesOf(fresh, field + incompleteMark).add(incompleteMark);
  }

  return {
    /** Values that are not listed yet, sorted: writers that insert in one order cannot block each other. */
    newEntries,
    has: (field: string, value: string) => known.get(field)?.has(value.toWellFormed()) === true,
    /** Call it once the entries are committed. */
    add(entries: readonly DictionaryEntry[]) {
      for (const { field, value } of entries) valuesOf(known, field).add(value);
    },
  };
}

function* listedValues({
  created,
  fields,
}: PendingRun): Generator<readonly [DictionaryField, string | undefined]> {
  for (const tag of runTags) yield [runFields[tag].column, created?.[tag]];
  yield ['trigger_type', created?.trigger.type];
  yield ['trigger_label', created?.trigger.label];
  yield ['trigger_raw', created?.trigger.raw];
  for (const model of fields.models ?? []) yield ['model', model];
  for (const service of fields.services ?? []) yield ['service', service];
  yield ['error_name', fields.error?.name];
  yield ['error_step', fields.error?.stepName];
}

type ValuesByField = Map<string, Set<string>>;

function valuesOf(map: ValuesByField, field: string): Set<string> {
  const values = map.get(field) ?? new Set();
  map.set(field, values);
  return values;
}

function orderOf({ field, value }: DictionaryEntry): string {
  return `${field}\0${value}`;
}

type TagColumn = (typeof runFields)[Tag]['column'];

/** The fields with few enough values to list: for completion, and to turn a pattern into an `IN (…)`. */
export type DictionaryField =
  | TagColumn
  | 'trigger_type'
  | 'trigger_label'
  | 'trigger_raw'
  | 'model'
  | 'service'
  | 'error_name'
  | 'error_step';

export const dictionaryLimits = { values: 2_000, valueUnits: 200 } as const;

const fieldsOfTags = Object.fromEntries(
  runTags.map((tag): readonly unknown[] => [runFields[tag].filter, [runFields[tag].column]]),
) as { readonly [Name in Tag as (typeof runFields)[Name]['filter']]: readonly TagColumn[] };

export const dictionaryFieldsOf = {
  ...fieldsOfTags,
  trigger: ['trigger_type', 'trigger_label', 'trigger_raw'],
  model: ['model'],
  service: ['service'],
  step: ['error_step'],
} as const satisfies Partial<Record<TextField, readonly DictionaryField[]>>;

/** The fields that bare words search. */
export const searchedFields = [
  ...runTags.map(tag => runFields[tag].column),
  ...dictionaryFieldsOf.trigger,
] as const satisfies readonly DictionaryField[];

export type SearchedField = (typeof searchedFields)[number];

export type SearchedTexts = { readonly [field in SearchedField]: string | null | undefined };
