import type { ClientBase } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import { createDictionary, type Dictionary, type DictionaryEntry } from '../../runs/events/dictionary.ts';
import { decodeText } from '../text-codec.ts';
import { createInsert } from './row-statement.ts';

export type DictionaryWriter = {
  /** Lists new values of runs. Call `remember` only after the commit: a rollback removes them. */
  readonly write: (
    client: ClientBase,
    runs: readonly PendingRun[],
  ) => Promise<{ readonly remember: () => void }>;
};

const insert = createInsert<DictionaryEntry>(
  'dictionary',
  [
    { name: 'field', type: 'text', of: ({ field }) => field },
    { name: 'value', type: 'text', of: ({ value }) => value },
  ],
  'ON CONFLICT DO NOTHING',
);

export function createDictionaryWriter(): DictionaryWriter {
  let dictionary: Dictionary | undefined;
  return {
    async write(client, runs) {
      dictionary ??= await readDictionary(client);
      const known = dictionary;
      const entries = known.newEntries(runs);
      await insert.run(client, entries);
      return { remember: () => known.add(entries) };
    },
  };
}

async function readDictionary(client: ClientBase): Promise<Dictionary> {
  const { rows } = await client.query<DictionaryEntry>('SELECT field, value FROM dictionary');
  const dictionary = createDictionary();
  dictionary.add(rows.map(({ field, value }) => ({ field, value: decodeText(value) })));
  return dictionary;
}
