import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openRecorder } from '../../../src/recorder/recorder.ts';

/**
 * Records so many runs a second for so many ms, each of which takes up to three seconds; every tenth fails.
 * Their ids are in the order in which they begin. At the end, writes how many there were to a file.
 */
const [path = '', perSecond = '', forMs = '', countPath = ''] = process.argv.slice(2);
const recorder = await openRecorder({ location: path });
const count = Math.round((Number(perSecond) * Number(forMs)) / 1_000);
const startedAt = performance.now();
const running: Promise<unknown>[] = [];

async function recordNumber(number: number): Promise<void> {
  const id = `run-${String(number).padStart(8, '0')}`;
  await recorder.run({ workflow: 'numbered', id, input: { number } }, async () => {
    await delay((number * 7919) % 3_000);
    if (number % 10 === 0) throw new Error(`number ${number} cannot be recorded`);
  });
}

for (let number = 1; number <= count; number += 1) {
  await delay(Math.max(0, startedAt + (number * 1_000) / Number(perSecond) - performance.now()));
  running.push(recordNumber(number).catch(() => {}));
}
await Promise.all(running);
await recorder.close();
writeFileSync(countPath, String(count));
