import Database from 'better-sqlite3';
import { timeOf } from '../measure.ts';

const pollMs = 100;

/** What a queue in SQLite takes at least, whose program looks every 100 ms; times in ms. */
export async function timeBareQueue(path: string, samples: number): Promise<BareTimes> {
  const writer = new Database(path);
  writer.pragma('journal_mode = WAL');
  writer.pragma('synchronous = NORMAL');
  writer.exec('CREATE TABLE queue (id INTEGER PRIMARY KEY, input TEXT, is_taken INTEGER)');
  const program = new Database(path);
  const insert = writer.prepare('INSERT INTO queue (input) VALUES (?)');
  const find = program.prepare('SELECT id FROM queue WHERE is_taken IS NULL');
  const take = program.prepare('UPDATE queue SET is_taken = 1 WHERE is_taken IS NULL');
  const written: number[] = [];
  const taken: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const began = performance.now();
    written.push(await timeOf(async () => void [insert.run('{}'), find.get()]));
    await new Promise<void>(resolve => {
      // As if the program had looked last at any time before.
      const firstMs = Math.random() * pollMs;
      setTimeout(() => {
        take.run();
        resolve();
      }, firstMs);
    });
    taken.push(performance.now() - began);
  }
  writer.close();
  program.close();
  return { written, taken };
}

export type BareTimes = { readonly written: readonly number[]; readonly taken: readonly number[] };
