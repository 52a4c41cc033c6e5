import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { newestFirst } from '../../src/contract/lists/sort.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { openSqliteStore } from '../../src/database/sqlite/store/open-sqlite-store.ts';
import type { Run, Trace } from '../../src/model/run.ts';
import { openRecorder, type Recorder, type RecorderOptions } from '../../src/recorder/recorder.ts';
import { patienceMs } from '../in-time.ts';

/** Takes what ends something; by default with the test. */
export type AtEnd = (end: () => void | Promise<void>) => void;

const withTest: AtEnd = end => onTestFinished(end);

export function makeFolder(atEnd = withTest): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-recorder-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What all tests of a block use, each with ids of its own. */
export function share<T>(open: (atEnd: AtEnd) => Promise<T>): () => T {
  let opened: { readonly value: T } | undefined;
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    opened = { value: await open(end => ends.unshift(end)) };
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => {
    if (!opened) throw new Error('it is not open yet');
    return opened.value;
  };
}

export type Recorded = {
  readonly recorder: Recorder;
  /** What the inspector would see, once all that was recorded is on disk. */
  readonly store: () => Promise<RunStore>;
  readonly runs: () => Promise<readonly Run[]>;
  readonly only: () => Promise<Run & { readonly trace: Trace }>;
};

/** A recorder on a store of its own, and what was recorded with it. */
export async function openRecorded(
  options: Omit<RecorderOptions, 'location'> = {},
  atEnd = withTest,
): Promise<Recorded> {
  const recorder = await openRecorder({ ...options, location: makeFolder(atEnd) });
  atEnd(() => recorder.close());
  const store = async (): Promise<RunStore> => {
    await recorder.flush();
    return openStoreAt(recorder.path, atEnd);
  };
  return {
    recorder,
    store,
    runs: async () => readRuns(await store()),
    async only() {
      const opened = await store();
      const [run, ...others] = await readRuns(opened);
      if (!run || others.length > 0) throw new Error(`one run was expected, there are ${others.length + 1}`);
      return { ...run, trace: await readTrace(opened, run.id) };
    },
  };
}

export async function openStoreAt(path: string, atEnd = withTest): Promise<RunStore> {
  const target = { name: 'test', kind: 'sqlite', location: path, reason: 'argument' };
  const store = await openSqliteStore({ path, target });
  atEnd(() => store.close());
  return store;
}

/** Every run, the newest first, with steps and messages. Small pages need no thread of the store's. */
export async function readRuns(store: RunStore): Promise<readonly Run[]> {
  const runs: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listRuns(
      { clauses: [] },
      { sort: newestFirst, limit: 200, cursor, now: Date.now() },
    );
    for (const { id } of page.runs) {
      const run = await store.getRun(id, { include: { steps: true, messages: true } });
      if (run) runs.push(run);
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return runs;
}

export async function readTrace(store: RunStore, id: string): Promise<Trace> {
  const page = await store.getTrace(id, { limit: 400 });
  return { spans: page?.spans ?? [], logs: page?.logs ?? [] };
}

/** Resolves once `check` gives something; looks every few milliseconds. */
export async function until<T>(
  check: () => T | undefined | Promise<T | undefined>,
  withinMs = patienceMs,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`nothing came within ${withinMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
