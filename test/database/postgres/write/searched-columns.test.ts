import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { toFacets } from '../../../../src/database/postgres/facets.ts';
import { startUpkeep } from '../../../../src/database/postgres/store/upkeep.ts';
import { decodeText } from '../../../../src/database/postgres/text-codec.ts';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { toTextsEntry, toWordsEntry } from '../../../../src/database/runs/filter/index-entry.ts';
import { arbitraryEvents } from '../../../contract/arbitrary-events.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { trials } from '../../../trials.ts';
import { createTestWriter, openDatabase } from '../served.ts';

type Row = Readonly<Record<string, unknown>> & {
  readonly models: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly lexemes: readonly string[];
  readonly facets: readonly string[];
  readonly messages: readonly string[];
};

const columns = `r.*, p.input, p.output, p.error_value, coalesce(tsvector_to_array(words), '{}') AS lexemes,
  (SELECT coalesce(array_agg(json ORDER BY seq), '{}') FROM messages m WHERE m.run = r.key) AS messages`;

const text = (value: unknown) => (typeof value === 'string' ? decodeText(value) : undefined);

/** What the searched columns have to hold, worked out from what the row says. */
function wanted(row: Row) {
  const name = text(row.name) ?? '';
  const message = text(row.error_message);
  const [causeName, reason] = [text(row.cause_name), text(row.cause_message)];
  const cause = reason === undefined ? undefined : { name: causeName, message: reason };
  const errorSummary = message === undefined ? undefined : { name: text(row.error_name), message, cause };
  const payloads = [row.input, row.output, row.error_value].map(text);
  return {
    search: toTextsEntry({ id: text(row.id) ?? '', name, errorSummary }),
    facets: toFacets({
      name,
      triggerType: text(row.trigger_type) ?? '',
      triggerLabel: text(row.trigger_label) ?? '',
      triggerRaw: text(row.trigger_raw) ?? '',
      actor: text(row.actor),
      project: text(row.project),
      models: row.models?.map(decodeText),
      services: row.services?.map(decodeText),
      errorStep: text(row.error_step),
    }),
    lexemes: [...toWordsEntry({ payloads, messages: row.messages.map(decodeText) })].sort(),
  };
}

test('the searched columns follow from the rows, whatever events they had, lost or restored', async () => {
  const { url, pool } = await openDatabase();
  const intake = createBatchIntake(pool, url);
  const upkeep = startUpkeep(pool, url, { everyMs: 3_600_000, lostAfterMs: 0 });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(arbitraryEvents(['a', 'b\u0001', 'İ']), fc.boolean()), {
        minLength: 1,
        maxLength: 4,
      }),
      async batches => {
        round += 1;
        await pool.query('TRUNCATE runs, payloads, steps, spans, logs, messages, counts');
        const writer = createTestWriter(intake, `w${round}`);
        for (const [events, isLost] of batches) {
          await writer.take(events);
          if (isLost) await upkeep.run();
        }
        const { rows } = await pool.query<Row>(
          `SELECT ${columns} FROM runs r LEFT JOIN payloads p ON p.key = r.key`,
        );
        for (const row of rows) {
          const { search, facets, lexemes } = row;
          expect({ search, facets, lexemes: [...lexemes].sort() }).toEqual(wanted(row));
        }
      },
    ),
    { numRuns: trials(60, 15) },
  );
  await upkeep.stop();
});

test('of payloads with more words than the database can hold, as many are searchable as it can hold', async () => {
  const { url, pool } = await openDatabase();
  const writer = createTestWriter(createBatchIntake(pool, url), 'w');
  const words = (prefix: string, count: number) =>
    JSON.stringify(Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(20, '0')}`));
  const changes: readonly RunEvent[] = [
    runCreated('r', { input: words('in', 40_000) }),
    { type: 'run-changed', id: 'r', output: words('out', 40_000) },
    { type: 'run-changed', id: 'r', error: { value: words('err', 40_000), message: 'no' } },
  ];
  const refused: unknown[] = [];
  for (const change of changes) refused.push((await writer.take([change])).refused);
  expect(refused).toEqual([[], [], []]);
  const { rows } = await pool.query(
    "SELECT length(words) AS n, words @@ '…'::tsquery AS is_cut FROM payloads",
  );
  expect(rows[0].n).toBeGreaterThan(10_000);
  expect(rows[0].is_cut).toBe(true);
});
