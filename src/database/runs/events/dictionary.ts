import type { PendingRun } from '../../../contract/event-batch.ts';
import { runFields, runTags } from '../../../model/run-fields.ts';
import { type DictionaryField, dictionaryLimits } from '../dictionary-fields.ts';

export type DictionaryEntry = { readonly field: string; readonly value: string };

/** The value of `<field>!`, which marks an incomplete list of the field's values. */
export const incompleteMark = '!';

/** Caches the listed values, so that most batches have nothing to write. */
export type Dictionary = {
  /** Values of runs that are not listed yet, in an order that is the same for every writer. */
  readonly newEntries: (runs: Iterable<PendingRun>) => readonly DictionaryEntry[];
  readonly has: (field: string, value: string) => boolean;
  /** Adds entries that are committed. */
  readonly add: (entries: readonly DictionaryEntry[]) => void;
};

export function createDictionary(): Dictionary {
  const known: ValuesByField = new Map();

  function newEntries(runs: Iterable<PendingRun>): readonly DictionaryEntry[] {
    const fresh: ValuesByField = new Map();
    for (const run of runs) for (const [field, value] of listedValues(run)) note(fresh, field, value);
    const entries = [...fresh].flatMap(([field, values]) => Array.from(values, value => ({ field, value })));
    return entries.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  function note(fresh: ValuesByField, field: DictionaryField, text: string | undefined): void {
    // As every database stores it.
    const value = text?.toWellFormed();
    if (value === undefined || known.get(field)?.has(value) || fresh.get(field)?.has(value)) return;
    const listed = (known.get(field)?.size ?? 0) + (fresh.get(field)?.size ?? 0);
    const isListed = value.length <= dictionaryLimits.valueUnits && listed < dictionaryLimits.values;
    if (isListed) valuesOf(fresh, field).add(value);
    else if (!known.has(field + incompleteMark)) valuesOf(fresh, field + incompleteMark).add(incompleteMark);
  }

  return {
    newEntries,
    has: (field, value) => known.get(field)?.has(value.toWellFormed()) === true,
    add(entries) {
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
  let values = map.get(field);
  if (!values) {
    values = new Set();
    map.set(field, values);
  }
  return values;
}

function orderOf({ field, value }: DictionaryEntry): string {
  return `${field}\0${value}`;
}
