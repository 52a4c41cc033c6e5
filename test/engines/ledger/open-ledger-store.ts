import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '../../../src/async/sleep.ts';
import { mapYielding } from '../../../src/async/yield-to-event-loop.ts';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import { sortFields } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { pageTrace } from '../../../src/contract/trace-pages.ts';
import { createListSource, defaultScanBudget } from '../../../src/engines/kit/run-source.ts';
import { createScanLists } from '../../../src/engines/kit/scan-lists.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { isActive } from '../../../src/model/status.ts';
import { type Entry, type LedgerFile, toEntry } from './to-entry.ts';

const ending = '.json';
const reloadMs = 2_000;

/**
 * Opens a folder with one file per run. It reads all files for every call; a store for many runs reads again
 * only what has changed.
 */
export function openLedgerStore(folder: string, target: TargetInfo, budget = defaultScanBudget): RunStore {
  const closing = new AbortController();
  let notes: readonly string[] = [];

  /** Runs every call: refuses it once the store is closed, and turns foreign errors into our own. */
  async function guard<T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${target.location} was closed`);
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof InspectorError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new InspectorError('unreadable', `cannot read ${target.location}: ${reason}`, {
        hint: 'check that the folder exists and that you may read it',
        cause: error,
      });
    }
  }

  async function readEntries(signal?: AbortSignal): Promise<readonly Entry[]> {
    const names = new Set(await readdir(folder));
    const files: LedgerFile[] = [];
    for (const name of [...names].filter(name => name.endsWith(ending))) {
      signal?.throwIfAborted();
      const id = name.slice(0, -ending.length);
      // A file that has vanished or cannot be read affects no other.
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      const request = names.has(`${id}.cancel`)
        ? await stat(join(folder, `${id}.cancel`)).catch(() => undefined)
        : undefined;
      files.push({ id, text, ...(request && { cancelRequestedAt: Math.round(request.mtimeMs) }) });
    }
    const made = (await mapYielding(files, toEntry)).flatMap(entry => entry ?? []);
    const unread = files.length - made.length;
    notes = unread === 0 ? [] : [`${unread} of ${files.length} files could not be read`];
    return made.sort((a, b) => compareNewest(a.run, b.run));
  }

  const find = (id: string, signal?: AbortSignal) =>
    guard(signal, async () => (await readEntries(signal)).find(({ run }) => run.id === id));

  const source = createListSource({
    list: signal => guard(signal, async () => (await readEntries(signal)).map(({ run }) => run)),
    loadPayloads: async run => ({ input: run.input, output: run.output, error: run.error?.value }),
  });
  const lists = createScanLists(source, budget);
  return {
    target,
    can: { cancel: true, kill: false, start: false, live: false, sorts: sortFields },
    ...lists,
    async listRuns(query, options) {
      const page = await lists.listRuns(query, options);
      return notes.length === 0 ? page : { ...page, notes };
    },
    async getRun(id, { include = {}, signal } = {}) {
      const entry = await find(id, signal);
      if (!entry) return undefined;
      const steps = include.steps ? { steps: entry.steps } : {};
      return { ...entry.run, ...steps, ...(include.messages ? { messages: [] } : {}) };
    },
    async getTrace(id, { signal, ...paging } = {}) {
      const entry = await find(id, signal);
      return entry && pageTrace(entry.trace, paging);
    },
    async cancelRun(id, { signal } = {}) {
      const entry = await find(id, signal);
      if (!entry) return { type: 'not-found' };
      if (!isActive(entry.run)) return { type: 'already-finished', status: entry.run.status };
      const request = join(folder, `${id}.cancel`);
      // The engine looks for this file. A second request changes nothing.
      if (!existsSync(request)) await guard(signal, () => writeFile(request, ''));
      return { type: 'requested' };
    },
    startRun: (_, { signal } = {}) => guard(signal, async () => ({ type: 'unsupported' })),
    async *changes(signal) {
      const until = AbortSignal.any([signal, closing.signal]);
      while (!until.aborted) {
        await sleep(reloadMs, until);
        if (!until.aborted) yield { type: 'changed' };
      }
    },
    close: async () => closing.abort(),
  };
}
