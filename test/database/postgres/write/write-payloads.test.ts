import { expect, onTestFinished, test } from 'vitest';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { parsePayload } from '../../../../src/model/payload/json-text.ts';
import { compileMatcher } from '../../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { firstPage, idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { openStoreAt } from '../postgres-under-test.ts';
import { createTestWriter, openDatabase } from '../served.ts';

/** JSON as other programs than ours may write it. */
const inputs = [
  '{"v":"nobody@example.com"}',
  '{"v":"NoBody@EXAMPLE.com"}',
  '{"v":"\\u006eobody@\\u0065xample.com"}',
  '{"v":"nobody\\u0040example.com"}',
  '{"v":["else","nobody@example.com"]}',
  '{"v":"\\u0001 nobody"}',
  '{"v":"\u212aelvin"}',
  '{"v":"kelvin"}',
  '{"v":1e999}',
  '{"v":5e3}',
  '{"v":null}',
  '{"else":"nobody@example.com"}',
  '"nobody@example.com"',
  'nobody@example.com, and no JSON',
  `{"v":"nobody@example.com","long":"${'x'.repeat(1_000_000)}"}`,
  `{"v":"somebody@example.com","long":"${'x'.repeat(1_000_000)}"}`,
];

const filters = [
  'input.v:nobody@example.com',
  'input.v:NOBODY@example.com,somebody@example.com',
  'input.v:kelvin',
  'input.v:\u212aELVIN',
  'input.v:Infinity',
  'input.v:5000',
  'input.v:5000,nobody@example.com',
  'input.v:"\u0001 nobody"',
  'input.v:>10',
  'output.v:nobody@example.com',
  'output.v:done',
  'input.v:nobody@example.com -output.v:nobody@example.com',
  'nobody input.v:nobody@example.com',
];

test('finds what a path means however its value is written, and exactly the others when it is negated', async () => {
  const { url, pool } = await openDatabase();
  const writer = createTestWriter(createBatchIntake(pool, url), 'w');
  const events = inputs.map((input, at) =>
    runCreated(`run_${String(at).padStart(2, '0')}`, {
      createdAt: sampleNow - at * 1_000,
      input,
      output: '{"v":"done"}',
    }),
  );
  await writer.take(events);
  const store = await openStoreAt(url);
  onTestFinished(() => store.close());
  const summaries = await listAll(store, parseQuery(''));
  expect(summaries).toHaveLength(inputs.length);
  for (const text of [...filters, ...filters.map(filter => `-${filter}`)]) {
    const query = parseQuery(text);
    const fits = compileMatcher(query, { now: firstPage.now });
    const meant = summaries.filter((summary, at) =>
      fits({
        summary,
        payloads: () => ({ input: parsePayload(inputs[at] ?? ''), output: { v: 'done' } }),
      }),
    );
    expect(idsOf(await listAll(store, query, { limit: 3 })), text).toEqual(idsOf(meant));
  }
});
