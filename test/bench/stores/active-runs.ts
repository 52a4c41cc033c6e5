import Database from 'better-sqlite3';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';

/** So long ago that the screen does not count the seconds since. */
const hourMs = 3_600_000;

/** Makes a store with so many queued runs that no program owns: a cancel ends each of them at once. */
export function makeQueuedRuns(path: string, count: number): Promise<void> {
  return makeRuns(path, count, queuedRun);
}

/** Makes a store with so many failed runs of a workflow. */
export function makeFailedRuns(path: string, count: number, name: string): Promise<void> {
  return makeRuns(path, count, (number, now) => failedRun(number, now, name));
}

type MakeRun = (number: number, now: number) => RunEvent;

async function makeRuns(path: string, count: number, makeRun: MakeRun): Promise<void> {
  const writer = await openRunWriter({ path, owner: 'none' });
  const now = Date.now() - hourMs;
  writer.write(Array.from({ length: count }, (_, index) => makeRun(index + 1, now)));
  await writer.close();
}

/** How long it takes, in ms, to end so many of its runs in one transaction of bare updates. */
export function timeBareUpdates(path: string, count: number): number {
  const db = new Database(path);
  try {
    db.pragma('synchronous = NORMAL');
    const end = db.prepare("UPDATE runs SET status = 'canceled', finished_at = ? WHERE id = ?");
    const ids = Array.from({ length: count }, (_, index) => idOf(index + 1));
    const start = performance.now();
    db.transaction(() => {
      for (const id of ids) end.run(Date.now(), id);
    })();
    return performance.now() - start;
  } finally {
    db.close();
  }
}

function idOf(number: number): string {
  return `run_${String(number).padStart(6, '0')}`;
}

const trigger = { type: 'api', label: 'API', raw: 'api' } as const;

function queuedRun(number: number, now: number): RunEvent {
  const createdAt = now - number;
  return {
    ...{ type: 'run-created', id: idOf(number), kind: 'workflow', name: `workflow-${number % 8}` },
    ...{ status: 'queued', createdAt, queuedAt: createdAt, trigger },
  };
}

function failedRun(number: number, now: number, name: string): RunEvent {
  const createdAt = now - number;
  return {
    ...{ type: 'run-created', id: idOf(number), kind: 'workflow', name, trigger },
    ...{ status: 'failed', createdAt, startedAt: createdAt, finishedAt: createdAt + 1 },
    input: JSON.stringify({ number }),
    error: { name: 'TimeoutError', message: 'no answer in 30 s' },
  };
}
