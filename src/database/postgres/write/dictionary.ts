import type { ClientBase } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import { type DictionaryField, dictionaryFields, dictionaryLimits } from '../../runs/dictionary-fields.ts';
import { decodeText } from '../text-codec.ts';
import { createInsert } from './row-statement.ts';

type Entry = { readonly field: string; readonly value: string };

/** What the database is known to list, remembered so that most batches have nothing to write. */
export type Dictionary = {
  /** Lists what runs say that is not listed yet. `remember` is for when the transaction is through. */
  readonly write: (
    client: ClientBase,
    runs: readonly PendingRun[],
  ) => Promise<{ readonly remember: () => void }>;
};

const insert = createInsert<Entry>(
  'dictionary',
  [
    { name: 'field', type: 'text', of: ({ field }) => field },
    { name: 'value', type: 'text', of: ({ value }) => value },
  ],
  'ON CONFLICT DO NOTHING',
);

/** Kept as the value of `<field>!` when not every value of a field was listed. */
const incomplete = '!';

export function createDictionary(): Dictionary {
  let known: Map<string, Set<string>> | undefined;
  return {
    async write(client, runs) {
      known ??= await readAll(client);
      const entries = newEntries(known, runs);
      await insert.run(client, entries);
      return {
        remember() {
          for (const { field, value } of entries) valuesOf(known ?? new Map(), field).add(value);
        },
      };
    },
  };
}

async function readAll(client: ClientBase): Promise<Map<string, Set<string>>> {
  const { rows } = await client.query<Entry>('SELECT field, value FROM dictionary');
  const known = new Map<string, Set<string>>();
  for (const { field, value } of rows) valuesOf(known, field).add(decodeText(value));
  return known;
}

/** In an order of their own, in which every server inserts them. */
function newEntries(known: Map<string, Set<string>>, runs: readonly PendingRun[]): readonly Entry[] {
  const fresh = new Map<string, Set<string>>();
  const note = (field: DictionaryField, value: string | undefined) => {
    if (value === undefined || valuesOf(known, field).has(value)) return;
    const values = valuesOf(fresh, field);
    const isListed =
      value.length <= dictionaryLimits.valueUnits &&
      valuesOf(known, field).size + values.size < dictionaryLimits.values;
    if (isListed) values.add(value);
    else if (!valuesOf(known, field + incomplete).has(incomplete))
      valuesOf(fresh, field + incomplete).add(incomplete);
  };
  for (const run of runs)
    for (const field of dictionaryFields) for (const value of valuesIn(run, field)) note(field, value);
  const entries = [...fresh].flatMap(([field, values]) => Array.from(values, value => ({ field, value })));
  const order = ({ field, value }: Entry) => `${field}\0${value}`;
  return entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function valuesIn({ created, fields }: PendingRun, field: DictionaryField): readonly (string | undefined)[] {
  switch (field) {
    case 'project':
      return [created?.project];
    case 'actor':
      return [created?.actor];
    case 'trigger_type':
      return [created?.trigger.type];
    case 'trigger_label':
      return [created?.trigger.label];
    case 'trigger_raw':
      return [created?.trigger.raw];
    case 'model':
      return fields.models ?? [];
    case 'service':
      return fields.services ?? [];
    case 'error_name':
      return [fields.error?.name];
    case 'error_step':
      return [fields.error?.stepName];
  }
}

function valuesOf(map: Map<string, Set<string>>, field: string): Set<string> {
  let values = map.get(field);
  if (!values) {
    values = new Set();
    map.set(field, values);
  }
  return values;
}
