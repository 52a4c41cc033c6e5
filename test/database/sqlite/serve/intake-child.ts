import { numberedBatch } from '../batches.ts';

/** The built store: its source takes longer to load. */
const built = new URL('../../../../dist/served-sqlite.js', import.meta.url);
const { openServedSqlite }: typeof import('../../../../src/database/sqlite/serve/open-served-sqlite.ts') =
  await import(built.href);

/**
 * Takes the numbered batches of two writers at once, from 1 on, and says "taken <writer> <n>" of each, until
 * it is killed.
 */
const [path = ''] = process.argv.slice(2);
const target = { name: 'test', kind: 'sqlite', location: path, reason: 'test' };
const { intake } = await openServedSqlite({ path, target });

async function send(writer: string): Promise<void> {
  for (let n = 1; ; n += 1) {
    const { isNew } = await intake.apply(numberedBatch(writer, n));
    if (isNew) process.stdout.write(`taken ${writer} ${n}\n`);
  }
}

await Promise.all([send('a'), send('b')]);
