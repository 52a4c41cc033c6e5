import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapYielding } from '../../../src/async/yield-to-event-loop.ts';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { defineStore } from '../../../src/engines/kit/define-store.ts';
import { listedRuns } from '../../../src/engines/kit/run-search.ts';
import type { ScanBudget, Signal } from '../../../src/engines/kit/run-source.ts';
import { errorCode, InspectorError } from '../../../src/model/errors.ts';
import { type LedgerRun, lacks, parseLedgerRun, toSummary, toWorkItems } from './ledger-run.ts';

/** Opens a folder with one file per run, all of which are read for every list. */
export function openLedgerStore(folder: string, target: TargetInfo, budget?: ScanBudget): RunStore {
  let notes: readonly string[] = [];

  async function list({ signal }: Signal): Promise<readonly LedgerRun[]> {
    const files = await readFiles(folder, signal);
    const read = await mapYielding(files, ({ id, text }) => parseLedgerRun(id, text));
    const runs = read.flatMap((run, at) => (run ? { ...run, ...files[at]?.request } : []));
    const unread = files.length - runs.length;
    notes = unread === 0 ? [] : [`${unread} of ${files.length} files could not be read`];
    return runs.sort(compareNewest);
  }

  return defineStore<LedgerRun>(
    target,
    {
      lacks,
      runs: listedRuns({ list, placeOf: run => run }),
      notes: () => notes,
      find: async (id, options) => (await list(options)).find(run => run.id === id),
      summary: toSummary,
      payloads: async runs =>
        runs.map(({ input, output, error }) => ({ input, output, error: error?.value })),
      work: async run => ({ items: toWorkItems(run) }),
      version: () => readVersion(folder),
      actions: {
        // The engine looks for this file.
        cancel: async ({ id }) => {
          await writeFile(join(folder, id + requestEnding), '');
          return { type: 'sent' };
        },
        isCancelSentOnce: true,
      },
      toError: error => toLedgerError(error, folder),
    },
    budget,
  );
}

const [ending, requestEnding] = ['.json', '.cancel'];

async function readFiles(folder: string, signal: AbortSignal | undefined) {
  const names = new Set(await readdir(folder));
  const ids = [...names].filter(name => name.endsWith(ending)).map(name => name.slice(0, -ending.length));
  const files = [];
  for (const id of ids) {
    signal?.throwIfAborted();
    // A file that has vanished or cannot be read affects no other.
    const text = await readFile(join(folder, id + ending), 'utf8').catch(() => '');
    const cancel = names.has(id + requestEnding) ? await stat(join(folder, id + requestEnding)) : undefined;
    files.push({ id, text, request: cancel && { cancelRequestedAt: Math.round(cancel.mtimeMs) } });
  }
  return files;
}

async function readVersion(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const stats = await Promise.all(names.map(name => stat(join(folder, name)).catch(() => undefined)));
  return names.map((name, at) => `${name} ${stats[at]?.mtimeMs}`).join('\n');
}

/** What the disk throws. Any other error is a bug. */
function toLedgerError(error: unknown, folder: string): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  return new InspectorError('unreadable', `cannot read ${folder}: ${code}`, {
    hint: 'check that the folder exists and that you may read it',
    cause: error,
  });
}
