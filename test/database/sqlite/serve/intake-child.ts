import { numberedBatch } from '../batches.ts';
import { openServedAt } from '../served-store.ts';

/**
 * Takes the numbered batches of two writers at once, from 1 on, and says "taken <writer> <n>" of each, until
 * it is killed.
 */
const [path = ''] = process.argv.slice(2);
const { intake } = await openServedAt(path);

async function send(writer: string): Promise<void> {
  for (let n = 1; ; n += 1) {
    const { isNew } = await intake.apply(numberedBatch(writer, n));
    if (isNew) process.stdout.write(`taken ${writer} ${n}\n`);
  }
}

await Promise.all([send('a'), send('b')]);
