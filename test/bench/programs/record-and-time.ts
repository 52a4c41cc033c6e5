import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';

/**
 * Records so many runs a second into a store, and waits for each commit. At a line on stdin it prints how
 * long each took since the last line, as JSON; it ends with stdin.
 */
const [path = '', perSecond = ''] = process.argv.slice(2);
const writer = await openRunWriter({ path });
let times: number[] = [];
let number = 0;

setInterval(() => {
  number += 1;
  const now = Date.now();
  const started = performance.now();
  writer.write([
    {
      type: 'run-created',
      id: `run_beside_${process.pid}_${number}`,
      kind: 'workflow',
      name: 'recorded-beside',
      status: 'success',
      trigger: { type: 'cli', label: 'CLI', raw: 'cli' },
      createdAt: now,
      finishedAt: now,
      input: JSON.stringify({ number, text: 'x'.repeat(2_000) }),
    },
  ]);
  void writer.flush().then(() => times.push(performance.now() - started));
}, 1_000 / Number(perSecond));

process.stdin.on('data', () => {
  process.stdout.write(`${JSON.stringify(times)}\n`);
  times = [];
});
process.stdin.on('end', () => void writer.close().then(() => process.exit()));
process.stdout.write('[]\n');
