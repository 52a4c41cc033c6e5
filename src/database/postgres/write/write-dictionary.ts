import type { ClientBase } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import {
  createDictionary,
  type Dictionary,
  type DictionaryEntry,
  incompleteMark,
  searchedFields,
} from '../../runs/events/dictionary.ts';
import { decodeText } from '../text-codec.ts';
import { createInsert } from './row-statement.ts';

/** Whether the dictionary will list a text of a field when the runs are recorded. */
export type IsListed = (field: string, text: string) => boolean;

export type DictionaryWriter = ReturnType<typeof createDictionaryWriter>;

const insert = createInsert<DictionaryEntry>(
  'dictionary',
  [
    { name: 'field', type: 'text', get: ({ field }) => field },
    { name: 'value', type: 'text', get: ({ value }) => value },
  ],
  'ON CONFLICT DO NOTHING',
);

export function createDictionaryWriter() {
  let dictionary: Dictionary | undefined;
  return {
    async listing(client: ClientBase, runs: readonly PendingRun[]): Promise<IsListed> {
      dictionary ??= await readDictionary(client);
      const known = dictionary;
      const news = new Set(known.newEntries(runs).map(({ field, value }) => `${field} ${value}`));
      return (field, text) => known.has(field, text) || news.has(`${field} ${text.toWellFormed()}`);
    },
    /** Call `remember` only after the commit: a rollback removes the values. */
    async write(client: ClientBase, runs: readonly PendingRun[]) {
      dictionary ??= await readDictionary(client);
      const known = dictionary;
      const entries = known.newEntries(runs);
      await insert.run(client, entries);
      return { remember: () => known.add(entries) };
    },
  };
}

/** For changes that record no new texts. */
export async function readIsListed(client: ClientBase): Promise<IsListed> {
  const { rows } = await client.query({
    name: 'incomplete-fields',
    text: 'SELECT 1 FROM dictionary WHERE field = ANY ($1) LIMIT 1',
    values: [searchedFields.map(field => field + incompleteMark)],
  });
  return rows.length === 0 ? () => true : (await readDictionary(client)).has;
}

async function readDictionary(client: ClientBase): Promise<Dictionary> {
  const { rows } = await client.query<DictionaryEntry>('SELECT field, value FROM dictionary');
  const dictionary = createDictionary();
  dictionary.add(rows.map(({ field, value }) => ({ field, value: decodeText(value) })));
  return dictionary;
}
