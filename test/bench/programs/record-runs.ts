import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openRecorder } from '../../../src/recorder/recorder.ts';
import { recordRun } from './record-run.ts';

/**
 * Records so many runs as fast as it can, some at a time, and prints how long until they were on disk, and
 * until they were searchable.
 */
const [path = '', runs = '', atATime = ''] = process.argv.slice(2);
const recorder = await openRecorder({
  location: path,
  onError: error => {
    throw error;
  },
});
const start = performance.now();
let next = 0;

async function recordSome(): Promise<void> {
  while (next < Number(runs)) {
    next += 1;
    await recordRun(recorder, next);
  }
}

await Promise.all(Array.from({ length: Number(atATime) }, recordSome));
await recorder.flush();
const recordedMs = performance.now() - start;
const db = new Database(path, { readonly: true });
const waiting = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM unindexed');
while ((waiting.get()?.n ?? 0) > 0) await delay(10);
const indexedMs = performance.now() - start;
db.close();
await recorder.close();
process.stdout.write(`${JSON.stringify({ recordedMs, indexedMs })}\n`);
