import { spawn } from 'node:child_process';
import { constants, copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { formatBytes } from '../../../src/model/text/formats.ts';
import { max, timeOf } from '../measure.ts';
import { formatMs, formatNumber, formatTail, type Row } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const recordedASecond = 50;
const readEveryMs = 20;
const quietMs = 10_000;
const longestPauseMs = 16;
const recorderProgram = fileURLToPath(new URL('../programs/record-and-time.ts', import.meta.url));
const built = fileURLToPath(new URL('../../../bin/runlens.js', import.meta.url));

/** Removes the older half of the store beside a recorder and a reader. */
export const pruneTopic: Topic = {
  name: 'prune',
  async measure({ store, folder }) {
    const path = join(folder, 'pruned.db');
    copyFileSync(await store(), path, constants.COPYFILE_FICLONE);
    const floorMs = timeBareDeletes(path, join(folder, 'bare.db'));
    const before = statSync(path).size;
    const recorder = await startRecorder(path);
    const quiet = await readWhile(path, delay(quietMs));
    const quietCommits = await recorder.times();
    const pruning = prune(path);
    const reads = await readWhile(path, pruning);
    const { runs, ms } = await pruning;
    const commits = await recorder.times();
    await recorder.end();
    return [
      {
        what: `removing ${formatNumber(runs)} runs beside ${recordedASecond} recorded a second`,
        figure: formatMs(ms),
        floor: `one \`DELETE\` a table, nobody beside it: ${formatMs(floorMs)}`,
        ratio: ms / floorMs,
        samples: 1,
      },
      pauseRow('the reader beside it, a page of 50', reads, quiet),
      pauseRow('the recorder beside it, a commit', commits, quietCommits),
      {
        what: 'size of the store before and after',
        figure: `${formatBytes(before)}, ${formatBytes(statSync(path).size)}`,
        samples: 1,
      },
    ];
  },
};

type Pruned = { readonly runs: number; readonly ms: number };

function pauseRow(what: string, values: readonly number[], quiet: readonly number[]): Row {
  return {
    what: `${what}, longest`,
    figure: `${formatMs(max(values))} (p95 ${formatTail(values)})`,
    floor: `the same without it: ${formatMs(max(quiet))} (p95 ${formatTail(quiet)})`,
    bar: `<= ${longestPauseMs} ms`,
    isMet: max(values) <= longestPauseMs,
    samples: values.length,
  };
}

async function readWhile(path: string, work: Promise<unknown>): Promise<readonly number[]> {
  const store = await openForBench(path);
  const options = { sort: newestFirst, limit: 50, now: Date.now() };
  await store.listRuns(emptyQuery, options);
  const times: number[] = [];
  let isOver = false;
  const end = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    times.push(await timeOf(() => store.listRuns(emptyQuery, options)));
    await delay(readEveryMs);
  }
  await store.close();
  await end;
  return times;
}

/** The creation of the run in the middle. */
function middleOf(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    const sql = 'SELECT created_at FROM runs ORDER BY key LIMIT 1 OFFSET (SELECT count(*) / 2 FROM runs)';
    return Number(db.prepare(sql).pluck().get());
  } finally {
    db.close();
  }
}

async function prune(path: string): Promise<Pruned> {
  const age = `${Date.now() - middleOf(path)}ms`;
  const line = [built, 'prune', '--target', path, '--older-than', age, '--yes', '-o', 'json'];
  const start = performance.now();
  const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  const code = await new Promise(resolve => child.on('close', resolve));
  if (code !== 0) throw new Error(`prune ended with ${code}`);
  const { runs }: Omit<Pruned, 'ms'> = JSON.parse(output);
  return { runs, ms: performance.now() - start };
}

/** Deletes the same runs in a copy of the store. */
function timeBareDeletes(path: string, copy: string): number {
  copyFileSync(path, copy, constants.COPYFILE_FICLONE);
  const db = new Database(copy);
  const start = performance.now();
  db.exec(
    'BEGIN; CREATE TEMP TABLE old AS SELECT key FROM runs ORDER BY key LIMIT (SELECT count(*) / 2 FROM runs)',
  );
  for (const table of ['runs', 'inputs', 'outputs', 'details'])
    db.exec(`DELETE FROM ${table} WHERE key IN (SELECT key FROM old)`);
  for (const table of ['steps', 'spans', 'logs', 'messages'])
    db.exec(`DELETE FROM ${table} WHERE run IN (SELECT key FROM old)`);
  for (const table of ['texts', 'words'])
    db.exec(`DELETE FROM ${table} WHERE rowid IN (SELECT key FROM old)`);
  db.exec('COMMIT');
  const ms = performance.now() - start;
  db.close();
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  return ms;
}

async function startRecorder(path: string) {
  const child = spawn(process.execPath, [recorderProgram, path, String(recordedASecond)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<readonly number[]> => JSON.parse((await lines.next()).value ?? '[]');
  await next();
  return {
    /** How long each commit took since the last call. */
    times() {
      child.stdin.write('\n');
      return next();
    },
    async end() {
      const ended = new Promise(resolve => child.on('close', resolve));
      child.stdin.end();
      await ended;
    },
  };
}
