import { join } from 'node:path';
import { createStoreGuard } from '../../async/store-guard.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { isActive } from '../../model/status.ts';
import { defaultScanBudget, lackingFields, type ScanBudget, type Signal } from '../kit/run-source.ts';
import { createScanLists } from '../kit/scan-lists.ts';
import { withSettledOf } from '../kit/scan-settled.ts';
import { cancelByEngine } from './cancel-by-engine.ts';
import { folders, refuseLinkedFolders } from './files/data-files.ts';
import { createLargeFiles, type LargeFiles, readRunMembers } from './files/large-files.ts';
import { stampOf } from './files/name-groups.ts';
import { createOpenItems } from './files/open-items.ts';
import { createRunFiles } from './files/run-files.ts';
import { createRunParts } from './files/run-parts.ts';
import { decodeWorkflowPayload } from './payloads/decode-workflow-payload.ts';
import { createWorkflowRunReader } from './runs/read-workflow-run.ts';
import { recordedStatus } from './runs/to-workflow-summary.ts';
import { createWorkflowRunSource, type WorkflowData } from './runs/workflow-run-source.ts';
import {
  defaultWatchTiming,
  missingFolderError,
  type WatchTiming,
  watchDataFolder,
} from './watch-data-folder.ts';

const lacks = {
  fields: ['actor', 'project', 'service', 'cost', 'messages', 'retryOf', 'key'],
  reason: 'the Workflow SDK keeps no',
} as const satisfies Capabilities['lacks'];

type WorkflowStoreOptions = {
  readonly folder: string;
  readonly secretVariables?: readonly string[];
  readonly target: TargetInfo;
  readonly scanBudget?: ScanBudget;
  readonly watchTiming?: WatchTiming;
};

/** Opens the data folder of a local world, read-only. Only cancelling runs code of the engine. */
export async function openWorkflowStore({
  folder,
  secretVariables = [],
  target,
  scanBudget = defaultScanBudget,
  watchTiming = defaultWatchTiming,
}: WorkflowStoreOptions): Promise<RunStore> {
  refuseLinkedFolders(folder);
  const large = createLargeFiles(folder);
  const data = openData(folder, large);
  const reader = createWorkflowRunReader(folder, data, large);
  const source = createWorkflowRunSource({ ...data, loadPayloads: reader.loadPayloads });
  const lists = createScanLists(lackingFields(source, lacks.fields), scanBudget);
  const { call, follow, close } = createStoreGuard(target.location);

  /** Also rejects when the folder is missing. */
  const guard = <T>({ signal }: Signal = {}, read: () => Promise<T>): Promise<T> =>
    call(signal, async () => {
      if (stampOf(folder) === undefined) throw missingFolderError(target.location);
      const answer = await read();
      signal?.throwIfAborted();
      return answer;
    });

  return {
    target,
    can: { cancel: true, kill: false, start: false, live: true, sorts: sortFields, lacks },
    listRuns: (query, options) => guard(options, () => lists.listRuns(query, options)),
    failures: (query, options) => guard(options, () => lists.failures(query, options)),
    counts: options => guard(options, () => lists.counts(options)),
    workflows: options => guard(options, () => lists.workflows(options)),
    suggest: (field, prefix, options) => guard(options, () => lists.suggest(field, prefix, options)),
    getRun: (id, options = {}) =>
      guard(options, async () => withSettledOf(await reader.getRun(id, options), () => source, options)),
    getTrace: (id, options = {}) => guard(options, () => reader.getTrace(id, options)),
    cancelRun: (id, options = {}) => guard(options, () => cancelRun(id, options)),
    startRun: (_, options = {}) => guard(options, async () => ({ type: 'unsupported' })),
    changes: signal => follow(signal, either => watchDataFolder(folder, either, watchTiming)),
    close: async () => {
      close();
      await large.close();
    },
  };

  async function cancelRun(id: string, { signal }: Signal): Promise<CancelResult> {
    const file = await reader.find(id);
    if (!file) return { type: 'not-found' };
    const { status } = recordedStatus(file);
    if (!isActive({ status })) return { type: 'already-finished', status };
    const request = { dataFolder: folder, id, tag: file.tag, secretVariables, signal };
    const attempt = await cancelByEngine(request);
    const after = (await reader.find(id)) ?? file;
    const found = recordedStatus(after).status;
    if (found === 'canceled') return { type: 'canceled' };
    if (!isActive({ status: found })) return { type: 'already-finished', status: found };
    return attempt.type === 'refused' ? attempt : { type: 'requested' };
  }
}

function openData(folder: string, large: LargeFiles): WorkflowData {
  return {
    files: createRunFiles(folder, large),
    open: createOpenItems(folder),
    parts: createRunParts(folder, large),
    loadPayloads: async ({ name }, { signal } = {}) => {
      const members = (await readRunMembers(join(folder, folders.runs, name), large, signal)) ?? {};
      return {
        input: decodeWorkflowPayload(members.input),
        output: decodeWorkflowPayload(members.output),
        error: decodeWorkflowPayload(members.error),
      };
    },
  };
}
