import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { memoText } from '../../model/memo.ts';
import type { Clause, Query } from '../../model/query/query.ts';
import { isActive, toStatus } from '../../model/status.ts';
import { defineStore } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import { callPackage } from '../kit/project-package.ts';
import { createStatusTest, type ScanBudget, type Signal } from '../kit/run-source.ts';
import { createLargeFiles, folders, refuseLinkedFolders } from './files/data-files.ts';
import { settledStamp, stampOf } from './files/name-groups.ts';
import { createRunFiles } from './files/run-files.ts';
import { createRunParts } from './files/run-parts.ts';
import { createRunReader } from './runs/read-run.ts';
import { createOpenItems, createRowMaker, type WorkflowRow } from './runs/run-status.ts';
import { createSummarizer } from './runs/run-summary.ts';

const lacks = {
  fields: ['actor', 'project', 'service', 'cost', 'messages', 'retryOf', 'key'],
  reason: 'the Workflow SDK keeps no',
} as const;

type WorkflowStoreOptions = {
  readonly folder: string;
  readonly secretVariables?: readonly string[];
  readonly target: TargetInfo;
  readonly scanBudget?: ScanBudget;
  readonly pollMs?: number;
};

const batchSize = 64;

/** Opens the data folder of a local world, read-only. Only cancelling runs code of the engine. */
export async function openWorkflowStore(options: WorkflowStoreOptions): Promise<RunStore> {
  const { folder, secretVariables = [], target, pollMs = 250 } = options;
  refuseLinkedFolders(folder);
  const large = createLargeFiles(folder);
  const files = createRunFiles(folder, large);
  const open = createOpenItems(folder);
  const parts = createRunParts(folder, large);
  const { addSteps, toSummary } = createSummarizer(parts);
  const toRow = createRowMaker({ open, parts });
  const reader = createRunReader({ folder, large, open, parts, addSteps, toSummary });

  function checkFolder(): void {
    if (stampOf(folder) !== undefined) return;
    throw new InspectorError('unreachable', `the data folder ${target.location} is gone`, {
      hint: 'it comes back when the engine writes its next run',
    });
  }

  async function* readRows(names: readonly string[], query: Query, wanted: number, { signal }: Signal) {
    const mayMatch = createWordTest(query);
    for (let at = 0, end = Math.min(wanted, batchSize); at < names.length; at = end, end += batchSize) {
      const rows: WorkflowRow[] = [];
      for (const name of names.slice(at, end)) {
        const read = files.read(name, mayMatch);
        const file = read instanceof Promise ? await read : read;
        const row = file && toRow(file, { signal });
        if (row) rows.push(row instanceof Promise ? await row : row);
      }
      yield rows;
    }
  }

  return defineStore<WorkflowRow>(
    target,
    {
      lacks,
      pollMs,
      runs: {
        async search(query, { signal }) {
          checkFolder();
          await Promise.all([files.refresh(), open.refresh(signal)]);
          return {
            rest: query,
            total: async () => files.count(),
            async *read({ after, wanted = batchSize, withFailures }) {
              if (withFailures || query.clauses.some(needsSteps)) await parts.refreshSteps(signal);
              yield* readRows(files.namesAfter(after), query, wanted, { signal });
            },
          };
        },
      },
      async find(id, { signal }) {
        checkFolder();
        const [file] = await Promise.all([files.find(id), open.refresh(signal)]);
        return file && toRow(file, { signal });
      },
      summary: toSummary,
      payloads: async ([row], payloadOptions) => (row ? [await reader.payloads(row, payloadOptions)] : []),
      details: reader.details,
      work: reader.work,
      version: async () => {
        checkFolder();
        await files.refresh();
        // A folder may change again within one tick of its clock.
        const stamps = ['.', ...Object.values(folders)].map(name => {
          const path = join(folder, name);
          return settledStamp(path) ?? `${stampOf(path)} unsettled`;
        });
        return [...stamps, ...files.newestStamps()].join();
      },
      actions: {
        cancel: ({ file: { id, tag } }, { signal }) =>
          cancelByEngine({ dataFolder: folder, id, tag, secretVariables, signal }),
      },
      close: large.close,
    },
    options.scanBudget,
  );
}

/** Active words always pass: a file has one word for running, sleeping and waiting. */
function createWordTest(query: Query): (word: string) => boolean {
  const matches = createStatusTest(query);
  return memoText(word => {
    const status = toStatus(word);
    return isActive({ status }) || matches({ status });
  }, 100);
}

function needsSteps(clause: Clause): boolean {
  if (clause.type === 'text') return ['step', 'model', 'failure'].includes(clause.field);
  return clause.type === 'number' && clause.field === 'steps';
}

type CancelRequest = {
  readonly dataFolder: string;
  readonly id: string;
  readonly tag?: string;
  readonly secretVariables: readonly string[];
} & Signal;

const world = '@workflow/world-local';

/**
 * Starts no world: that would execute the active runs again. Reads the run first: the world would also write
 * an event for a run that does not exist.
 */
const script = `call(async ({ createLocalWorld }, { dataFolder, id, tag }) => {
  const world = createLocalWorld({ dataDir: dataFolder, ...(tag ? { tag } : {}) });
  try {
    const run = await world.runs.get(id, { resolveData: 'none' });
    if (run.status === 'pending' || run.status === 'running') {
      await world.events.create(id, { eventType: 'run_cancelled', specVersion: run.specVersion });
    }
  } finally {
    await world.close?.();
  }
});`;

async function cancelByEngine({
  dataFolder,
  id,
  tag,
  secretVariables,
  signal,
}: CancelRequest): Promise<ActAnswer> {
  const parent = dirname(dataFolder);
  const projectFolder = basename(parent) === '.next' ? dirname(parent) : parent;
  const path = [projectFolder, process.cwd()].map(findWorld).find(found => found !== undefined);
  const input = { dataFolder, id, tag };
  const call = { package: world, path, projectFolder, secretVariables, script, input, signal };
  const answer = await callPackage(call);
  return answer.type === 'sent' ? answer : { type: 'refused', reason: answer.reason };
}

/** A package manager may link the package only for those that depend on it. */
function findWorld(project: string): string | undefined {
  const chains = [[world], ['workflow', world], ['workflow', '@workflow/core', world]];
  return chains.map(names => resolveThrough(project, names)).find(path => path !== undefined);
}

function resolveThrough(project: string, names: readonly string[]): string | undefined {
  let from = join(project, 'package.json');
  try {
    for (const name of names) from = createRequire(from).resolve(name);
    return from;
  } catch {
    return undefined;
  }
}
