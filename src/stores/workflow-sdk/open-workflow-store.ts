import { join } from 'node:path';
import { InspectorError } from '../../model/errors.ts';
import type { Payloads } from '../../model/query/subject.ts';
import type { Run } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { defaultScanBudget, type ScanBudget, type Signal } from '../scanned/run-source.ts';
import { createScannedLists } from '../scanned/scanned-lists.ts';
import type { CancelResult, RunStore, TargetInfo, TracePage } from '../store.ts';
import { sortFields } from '../store.ts';
import { pageTrace } from '../trace-pages.ts';
import { cancelByEngine } from './cancel-run.ts';
import { folders, isSmall, stampOf } from './data-files.ts';
import { decodePayload } from './decode-payload.ts';
import { isFileId } from './file-name.ts';
import { createOpenItems } from './open-items.ts';
import { readMembers, readMembersNow } from './read-members.ts';
import type { RunFile } from './run-file.ts';
import { createRunFiles } from './run-files.ts';
import { createRunParts } from './run-parts.ts';
import { createRunSource, createSummarizer, type WorkflowData } from './run-source.ts';
import { plainStatus } from './run-status.ts';
import { type RunStory, tellRun } from './run-story.ts';
import { readStreamLogs } from './stream-logs.ts';
import { toRun } from './to-run.ts';
import { toSpans } from './to-spans.ts';
import { usualWatchTiming, type WatchTiming, watchData } from './watch-data.ts';

export type WorkflowStoreOptions = {
  /** The data folder of a Workflow SDK local world. */
  readonly folder: string;
  readonly target: TargetInfo;
  readonly scanBudget?: ScanBudget;
  readonly watchTiming?: WatchTiming;
};

/**
 * Opens the data folder of a Workflow SDK local world. Looking writes nothing and loads nothing of the engine; canceling is left
 * to the project's own packages.
 */
export async function openWorkflowStore({
  folder,
  target,
  scanBudget = defaultScanBudget,
  watchTiming = usualWatchTiming,
}: WorkflowStoreOptions): Promise<RunStore> {
  const data = openData(folder);
  const summarize = createSummarizer(data);
  const lists = createScannedLists(createRunSource(data), scanBudget);
  let isClosed = false;

  /** Every question goes through here: closed and aborted first. */
  async function ask<T>({ signal }: Signal = {}, read: () => Promise<T>): Promise<T> {
    if (isClosed) throw new InspectorError('conflict', `${target.location} was closed`);
    signal?.throwIfAborted();
    refuseMissing(folder, target);
    const answer = await read();
    signal?.throwIfAborted();
    return answer;
  }

  return {
    target,
    can: { cancel: true, kill: false, start: false, live: true, sorts: sortFields },
    listRuns: (query, options) => ask(options, () => lists.listRuns(query, options)),
    counts: options => ask(options, () => lists.counts(options)),
    workflows: options => ask(options, () => lists.workflows(options)),
    suggest: (field, prefix, options) => ask(options, () => lists.suggest(field, prefix, options)),
    getRun: (id, options = {}) => ask(options, () => getRun(id, options)),
    getTrace: (id, options = {}) => ask(options, () => getTrace(id, options)),
    cancelRun: (id, options = {}) => ask(options, () => cancelRun(id, options)),
    startRun: async () => ({ type: 'unsupported' }),
    changes: signal => watchData(folder, signal, watchTiming),
    close: async () => {
      isClosed = true;
    },
  };

  async function findRun(id: string): Promise<RunFile | undefined> {
    if (!isFileId(id)) return undefined;
    await data.files.refresh();
    return data.files.find(id);
  }

  async function tell(file: RunFile, status: RunStatus, signal?: AbortSignal): Promise<RunStory> {
    const [steps, events] = await Promise.all([
      data.parts.steps(file.id, signal),
      data.parts.events(file.id, signal),
    ]);
    return tellRun(file, status, steps, events);
  }

  async function getRun(
    id: string,
    { include = {}, signal }: Parameters<RunStore['getRun']>[1] & object,
  ): Promise<Run | undefined> {
    const file = await findRun(id);
    if (!file) return undefined;
    await data.open.refresh(signal);
    const summary = await summarize(file, { now: Date.now(), signal });
    const story = await tell(file, summary.status, signal);
    const members = (await readMembers(join(folder, folders.runs, file.name))) ?? {};
    const [sleeps, hooks] = [data.open.sleepsOf(id), data.open.hooksOf(id)];
    const sources = { file, summary, members, story, sleeps, hooks };
    const run = await toRun(sources, { hasSteps: include.steps === true, signal });
    return include.messages ? { ...run, messages: [] } : run;
  }

  async function getTrace(
    id: string,
    { limit, cursor, signal }: Parameters<RunStore['getTrace']>[1] & object,
  ): Promise<TracePage | undefined> {
    const file = await findRun(id);
    if (!file) return undefined;
    await data.open.refresh(signal);
    const { status } = await summarize(file, { now: Date.now(), signal });
    const story = await tell(file, status, signal);
    const logs = await readStreamLogs(folder, file, signal);
    return pageTrace({ spans: toSpans(story, file.record.error), logs }, { limit, cursor });
  }

  async function cancelRun(id: string, { signal }: Signal): Promise<CancelResult> {
    const file = await findRun(id);
    if (!file) return { type: 'not-found' };
    const { status } = plainStatus(file);
    if (!isActive({ status })) return { type: 'already-finished', status };
    const attempt = await cancelByEngine({ dataFolder: folder, id, tag: file.tag, signal });
    const after = (await findRun(id)) ?? file;
    const found = plainStatus(after).status;
    if (found === 'canceled') return { type: 'canceled' };
    if (!isActive({ status: found })) return { type: 'already-finished', status: found };
    return attempt.type === 'refused' ? attempt : { type: 'requested' };
  }
}

function openData(folder: string): WorkflowData {
  return {
    files: createRunFiles(folder),
    open: createOpenItems(folder),
    parts: createRunParts(folder),
    loadPayloads: file => loadPayloads(join(folder, folders.runs, file.name)),
  };
}

/** A small file is read at once, which is much quicker where there are many. */
async function loadPayloads(path: string): Promise<Payloads> {
  const members = (isSmall(path) ? readMembersNow(path) : await readMembers(path)) ?? {};
  return {
    input: decodePayload(members.input),
    output: decodePayload(members.output),
    error: decodePayload(members.error),
  };
}

function refuseMissing(folder: string, { location }: TargetInfo): void {
  if (stampOf(folder) !== undefined) return;
  throw new InspectorError('unreachable', `the data folder ${location} is gone`, {
    hint: 'it comes back when the engine writes its next run',
  });
}
