import { afterEach, beforeEach, expect, it } from 'vitest';
import { trials } from '../../../trials.ts';
import { numberedBatch, runsOfBatch } from '../batches.ts';
import { type Child, startIntake } from '../child.ts';
import { openServedAt } from '../served-store.ts';
import { query, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let child: Child | undefined;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  await child?.kill();
  folder.remove();
});

/** The last batch of the writer that the child said was taken. */
function lastTaken(said: string, writer: string): number {
  const numbers = [...said.matchAll(new RegExp(`taken ${writer} (\\d+)\\n`, 'g'))].map(([, n]) => Number(n));
  return Math.max(...numbers);
}

it('loses and doubles nothing of a batch during which it was killed', async () => {
  const path = folder.file('runs.db');
  const sent = { a: 0, b: 0 };
  for (const more of [3, 5, 4].slice(0, trials(3, 2))) {
    child = startIntake(path);
    // Counted from where the one before it was killed, which a busy machine may do late.
    await child.says(`taken a ${sent.a + more}\n`);
    await child.kill();
    const served = await openServedAt(path);
    for (const writer of ['a', 'b'] as const) {
      const acknowledged = lastTaken(child.said(), writer);
      const [stored] = query<{ sequence: number }>(
        path,
        `SELECT sequence FROM writers WHERE id = '${writer}'`,
      );
      expect(stored?.sequence).toBeGreaterThanOrEqual(acknowledged);
      sent[writer] = acknowledged + 1;
      await served.intake.apply(numberedBatch(writer, acknowledged));
      await served.intake.apply(numberedBatch(writer, acknowledged + 1));
    }
    await served.close();
  }
  const counts = query<{ writer: string; runs: number; ids: number; logs: number }>(
    path,
    `SELECT substr(r.id, 1, 1) AS writer, count(DISTINCT r.key) AS runs, count(DISTINCT r.id) AS ids,
       (SELECT count(*) FROM logs l JOIN runs x ON x.key = l.run WHERE substr(x.id, 1, 1) = substr(r.id, 1, 1)) AS logs
     FROM runs r GROUP BY 1 ORDER BY 1`,
  );
  expect(counts).toEqual(
    (['a', 'b'] as const).map(writer => {
      const all = sent[writer] * runsOfBatch;
      return { writer, runs: all, ids: all, logs: all };
    }),
  );
  expect(query(path, 'SELECT sum(n) AS n FROM totals')).toEqual([{ n: (sent.a + sent.b) * runsOfBatch }]);
});
