import type { ClientBase } from 'pg';
import type { RunFields } from '../../../contract/run-events.ts';
import { detailColumns } from '../../runs/events/recorded-columns.ts';
import { type MessageRow, messagesByRun, searchedMessages } from '../searched-rows.ts';
import { decodeText } from '../text-codec.ts';
import type { StoredRun } from './lock-runs.ts';
import { type Column, createInsert, createRowStatement, recordedColumns } from './row-statement.ts';
import { addedWordsBytes, toWordsText } from './run-rows.ts';

export type PayloadChange = {
  readonly key: number;
  readonly fields: RunFields;
  /** JSON texts. */
  readonly messages: readonly string[];
  /** The run before the change; absent for a new run. */
  readonly stored?: StoredRun;
  /** Whether to remove the error that was stored when the run was marked as lost. */
  readonly isRevived: boolean;
};

type Row = { readonly key: number; readonly fields: RunFields; readonly words: string | undefined };

const recorded: readonly Column<Row>[] = [
  { name: 'input', type: 'text', get: ({ fields }) => fields.input },
  { name: 'output', type: 'text', get: ({ fields }) => fields.output },
  ...recordedColumns<Row, RunFields>(detailColumns, ({ fields }) => fields),
];
const kept = recorded.map(({ name }) => `${name} = coalesce(excluded.${name}, payloads.${name})`);

const put = createInsert<Row>(
  'payloads',
  [
    { name: 'key', type: 'integer', get: ({ key }) => key },
    ...recorded,
    {
      name: 'words',
      type: 'plain',
      get: ({ words }) => words,
      as: "array_to_tsvector(string_to_array(u.words, ' '))",
    },
  ],
  `ON CONFLICT (key) DO UPDATE SET ${kept.join(', ')},
    words = coalesce(payloads.words || excluded.words, excluded.words, payloads.words)`,
);

/** Returns the runs whose words must be written again. */
export async function writePayloads(
  client: ClientBase,
  changes: readonly PayloadChange[],
): Promise<readonly number[]> {
  const revived = changes.filter(({ isRevived }) => isRevived).map(({ key }) => key);
  await forgetLosses(client, revived);
  const rewritten: number[] = [];
  const rows = changes.filter(isPayload).map((change): Row => {
    const { key, fields, stored, isRevived } = change;
    const words = toWords(change);
    const isAdded = stored === undefined || canAdd(stored, change, words);
    if (!isAdded || isRevived) rewritten.push(key);
    return { key, fields, words: isAdded ? words : undefined };
  });
  await put.run(client, rows);
  return rewritten;
}

function isPayload({ fields, messages, isRevived }: PayloadChange): boolean {
  const { input, output, error, usage, cancelOutcome } = fields;
  return (
    isRevived ||
    messages.length > 0 ||
    [input, output, error, usage, cancelOutcome].some(value => value !== undefined)
  );
}

function toWords({ fields: { input, output, error }, messages }: PayloadChange): string | undefined {
  const payloads = [input, output, error?.value];
  const hasWords = messages.length > 0 || payloads.some(payload => payload !== undefined);
  return hasWords ? toWordsText({ payloads, messages }) : undefined;
}

/** Whether the words can be added to the stored ones: they are few, and nothing is replaced. */
function canAdd(stored: StoredRun, { fields, messages }: PayloadChange, words = ''): boolean {
  const { input, output, error } = fields;
  const isReplaced =
    messages.length > 0 ||
    (input !== undefined && stored.hasInput) ||
    (output !== undefined && stored.hasOutput) ||
    (error !== undefined && stored.hasErrorValue);
  return !isReplaced && Buffer.byteLength(words) <= addedWordsBytes;
}

async function forgetLosses(client: ClientBase, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  await client.query('UPDATE payloads SET error_value = NULL, error_message = NULL WHERE key = ANY ($1)', [
    keys,
  ]);
}

type Payloads = { readonly key: number } & Readonly<
  Record<'input' | 'output' | 'error_value', string | null>
>;

const setWords = createRowStatement<{ readonly key: number; readonly words: string }>(
  'set-words',
  [
    { name: 'key', type: 'integer', get: ({ key }) => key },
    { name: 'words', type: 'plain', get: ({ words }) => words },
  ],
  rows =>
    `UPDATE payloads p SET words = array_to_tsvector(string_to_array(u.words, ' ')) FROM ${rows} WHERE p.key = u.key`,
);

/** Reads payloads a few runs at a time, because they may be large. */
export async function rewriteWords(client: ClientBase, keys: readonly number[]): Promise<void> {
  const atOnce = 50;
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce);
    const { rows } = await client.query<Payloads>(
      'SELECT key, input, output, error_value FROM payloads WHERE key = ANY ($1)',
      [some],
    );
    const messages = messagesByRun((await client.query<MessageRow>(searchedMessages(some))).rows);
    const words = rows.map(({ key, input, output, error_value }) => {
      const payloads = [input, output, error_value].map(text => text && decodeText(text));
      return { key, words: toWordsText({ payloads, messages: messages.get(key) }) };
    });
    await setWords.run(client, words);
  }
}
