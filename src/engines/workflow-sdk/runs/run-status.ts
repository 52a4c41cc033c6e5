import { join } from 'node:path';
import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { type RunStatus, toStatus } from '../../../model/status.ts';
import type { Signal } from '../../kit/run-source.ts';
import { folders, namesIn, readJsonNow } from '../files/data-files.ts';
import { createNameGroups, type Stamp, settledStamp, stampOf } from '../files/name-groups.ts';
import { type Members, type StepRecord, stringOf, timeOf } from '../files/records.ts';
import type { RunFile } from '../files/run-files.ts';
import type { RunParts } from '../files/run-parts.ts';

export type WorkflowRow = { readonly file: RunFile; readonly state: WorkflowRunStatus };

type WorkflowRunStatus = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  readonly wakeAt?: number;
  readonly pausedAt?: number;
  readonly waitingFor?: string;
};

type Sources = { readonly open: OpenItems; readonly parts: RunParts };

/** Synchronous unless the run may sleep or wait. */
export function createRowMaker({ open, parts }: Sources) {
  return (file: RunFile, { signal }: Signal = {}): WorkflowRow | Promise<WorkflowRow> => {
    const status = toStatus(file.record.status);
    if (status === 'unknown') return { file, state: { status, statusRaw: file.record.status } };
    if (status !== 'running' || !open.mayBePaused(file.id)) return { file, state: { status } };
    return pausedStatus(file.id, { open, parts }, signal).then(state => ({ file, state }));
  };
}

/**
 * Tells running, sleeping and waiting apart, which the file all records as `running`. An executing step means
 * running. Hooks stay open once answered: then an open sleep means sleeping, and a step waiting to retry
 * means running.
 */
async function pausedStatus(
  id: string,
  { open, parts }: Sources,
  signal: AbortSignal | undefined,
): Promise<WorkflowRunStatus> {
  const sleeps = await open.sleepsOf(id, signal);
  const hooks = open.hooksOf(id);
  if (sleeps.length === 0 && hooks.length === 0) return { status: 'running' };
  const steps = await parts.openSteps(id, signal);
  const now = Date.now();
  if (steps.some(step => isExecuting(step, now))) return { status: 'running' };
  const asleep = sleeps.length > 0 ? toSleeping(sleeps) : { status: 'running' as const };
  if (hooks.length === 0) return asleep;
  const isForWebhook = hooks.every(({ members }) => members.isWebhook === true);
  const waiting = {
    status: 'waiting',
    pausedAt: pausedSince([...sleeps, ...hooks]),
    waitingFor: isForWebhook ? 'a webhook' : undefined,
  } as const;
  const isRetrying = steps.some(({ status }) => status === 'pending');
  if (sleeps.length === 0 && !isRetrying) return waiting;
  const events = await parts.events(id, signal);
  const answered = new Set(events.filter(({ type }) => type === 'hook_received').map(({ about }) => about));
  return hooks.every(hook => answered.has(hook.id)) ? asleep : waiting;
}

/** `wakeAt` may be past: nothing wakes a run whose program died. */
function toSleeping(sleeps: readonly OpenItem[]): WorkflowRunStatus {
  return { status: 'sleeping', wakeAt: extreme(sleeps, 'resumeAt', Math.min), pausedAt: pausedSince(sleeps) };
}

function pausedSince(open: readonly OpenItem[]): number | undefined {
  return extreme(open, 'createdAt', Math.max);
}

function extreme(items: readonly OpenItem[], name: string, pick: (a: number, b: number) => number) {
  const times = items.flatMap(({ members }) => timeOf(members[name]) ?? []);
  return times.length === 0 ? undefined : times.reduce((a, b) => pick(a, b));
}

function isExecuting({ status, retryAfter }: StepRecord, now: number): boolean {
  if (status === 'running') return true;
  return status === 'pending' && (retryAfter === undefined || retryAfter <= now);
}

export type OpenItem = { readonly id: string; readonly members: Members };

export type OpenItems = ReturnType<typeof createOpenItems>;

export function createOpenItems(dataFolder: string) {
  const waits = createWaits(join(dataFolder, folders.waits));
  const hooks = createHooks(join(dataFolder, folders.hooks));
  return {
    async refresh(signal?: AbortSignal): Promise<void> {
      await Promise.all([waits.refresh(signal), hooks.refresh(signal)]);
    },
    /** Also true of a run that has ever slept. */
    mayBePaused: (runId: string) => waits.hasAny(runId) || hooks.of(runId).length > 0,
    sleepsOf: waits.openOf,
    /** Hooks that accept payloads, whether or not one has come. */
    hooksOf: hooks.of,
  };
}

const maxEnded = 20_000;

function createWaits(folder: string) {
  const groups = createNameGroups(folder);
  const ended = new Set<string>();

  function readOpen(name: string): OpenItem | undefined {
    const item = ended.has(name) ? undefined : readItem(folder, name, 'waitId');
    if (item?.members.status !== 'completed') return item;
    if (ended.size >= maxEnded) ended.clear();
    ended.add(name);
    return undefined;
  }

  return {
    refresh: groups.refresh,
    hasAny: (runId: string) => groups.namesOf(runId).length > 0,
    openOf: (runId: string, signal?: AbortSignal) => readItems(groups.namesOf(runId), readOpen, signal),
  };
}

type HookFile = { readonly stamp: Stamp | undefined; readonly item: OpenItem | undefined };

/** Reads every hook, because file names do not contain the run's id. */
function createHooks(folder: string) {
  let files: ReadonlyMap<string, HookFile> = new Map();
  let byRun: ReadonlyMap<string | undefined, readonly OpenItem[]> = new Map();
  let seen: Stamp | undefined;

  return {
    refresh: async (signal?: AbortSignal) => {
      const stamp = settledStamp(folder);
      if (stamp !== undefined && stamp === seen) return;
      const names = (await namesIn(folder)).filter(name => name.endsWith('.json'));
      const found = new Map<string, HookFile>();
      const read = (name: string): OpenItem | undefined => {
        const own = stampOf(join(folder, name));
        const before = files.get(name);
        const isSame = before !== undefined && before.stamp === own;
        const file = isSame ? before : { stamp: own, item: readItem(folder, name, 'hookId') };
        found.set(name, file);
        return file.item;
      };
      const items = await readItems(names, read, signal);
      files = found;
      byRun = Map.groupBy(items, ({ members }) => stringOf(members.runId));
      seen = stamp;
    },
    of: (runId: string): readonly OpenItem[] => byRun.get(runId) ?? [],
  };
}

async function readItems(
  names: readonly string[],
  read: (name: string) => OpenItem | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly OpenItem[]> {
  const items = await inTurns(mapPieces(names, read), signal);
  return items.filter(item => item !== undefined);
}

function readItem(folder: string, name: string, idKey: string): OpenItem | undefined {
  const file = readJsonNow(join(folder, name));
  if (file.type !== 'read' || !isRecord(file.value)) return undefined;
  return { id: stringOf(file.value[idKey]) ?? name, members: file.value };
}
