import { createHash, createHmac } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createYielding } from '../../async/yield-to-event-loop.ts';
import { comesAfter, compareNewest, type Place } from '../../contract/lists/run-order.ts';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { countOf } from '../../model/text/formats.ts';
import type { Signal } from '../kit/run-source.ts';
import { type StartedRun, type SummarizedInstance, toInstanceSummary } from './instance-run.ts';
import { readInstance } from './read-instance.ts';
import { readSession, type Session, strandedReason } from './wrangler-dev.ts';

export type ListedInstance = {
  readonly path: string;
  /** The id within the workflow. The run's id also names the workflow if two workflows have the same id. */
  readonly instanceId: string;
  readonly summary: RunSummary;
};

type View = {
  readonly folders: readonly string[];
  readonly files: ReadonlyMap<string, Written>;
  readonly session: Session;
  /** `performance.now()`. */
  readonly at: number;
  readonly tookMs: number;
};

/** Polling looks at every file, then rests this many times as long. */
const restTimes = 20;
/** Requests within this time share one look at the files, or within the time that a look takes. */
const togetherMs = 20;
/** How coarse the clocks of file systems may be. */
const clockMs = 50;
const partSize = 50;

export type InstanceFiles = ReturnType<typeof createInstanceFiles>;

export function createInstanceFiles(place: string) {
  const kept = createKeptInstances();
  let view: View | undefined;
  let changes = 0;

  function look(): View {
    const startAt = performance.now();
    if (view && startAt - view.at < Math.max(togetherMs, view.tookMs)) return view;
    const folders = foldersIn(place);
    const files = lastWrittenFirst(folders);
    const before = view?.files ?? new Map<string, Written>();
    const isSame = ([path, { stamp }]: readonly [string, Written]) => before.get(path)?.stamp === stamp;
    if (files.size !== before.size || ![...files].every(isSame)) changes += 1;
    for (const path of before.keys()) if (!files.has(path)) kept.forget(path);
    const at = performance.now();
    view = { folders, files, session: readSession(place), at, tookMs: at - startAt };
    return view;
  }

  function withId(id: string, { folders }: View): readonly KeptInstance[] {
    return folders.flatMap(folder => {
      const path = pathOf(folder, id);
      const written = lastWritten(path);
      return (written && kept.read(path, written)) ?? [];
    });
  }

  const list = (instance: KeptInstance, seen: View) => toListed(instance, kept.parentOf(instance), seen);

  /**
   * Newest first. No file was written before its instance began, so instances newer than any unread file can
   * be listed. The step that started one is in a file that was written since.
   */
  async function* newest(
    seen: View,
    { after, signal }: { readonly after?: Place } & Signal,
  ): AsyncGenerator<readonly ListedInstance[]> {
    const yielding = createYielding(signal);
    const all = [...seen.files];
    let waiting: KeptInstance[] = [];
    for (let at = 0; at < all.length; at += partSize) {
      for (const [path, written] of all.slice(at, at + partSize)) {
        const instance = kept.read(path, written);
        if (instance && instance.summary.createdAt <= (after?.createdAt ?? Infinity)) waiting.push(instance);
        await yielding.pause();
      }
      const edge = (all[at + partSize]?.[1].at ?? Number.NEGATIVE_INFINITY) + clockMs;
      const ready = waiting.filter(({ summary }) => summary.createdAt > edge);
      if (ready.some(({ createdOn }) => createdOn <= edge)) continue;
      waiting = waiting.filter(({ summary }) => summary.createdAt <= edge);
      const listed = ready.map(instance => list(instance, seen));
      yield listed
        .filter(({ summary }) => comesAfter(summary, after))
        .sort((one, other) => compareNewest(one.summary, other.summary));
    }
  }

  return {
    /** Newest first; a later page shows the same moment as the one before. */
    read: (options: Parameters<typeof newest>[1]) => newest((options.after && view) ?? look(), options),
    total: async () => (view ?? look()).files.size - kept.unread(),
    async find(id: string, signal?: AbortSignal): Promise<ListedInstance | undefined> {
      const isIt = ({ instanceId, summary }: ListedInstance) =>
        summary.id === id || `${summary.name}:${instanceId}` === id;
      const seen = look();
      const named = withId(id.slice(id.indexOf(':') + 1), seen).find(one => isIt(list(one, seen)));
      // Files written since then tell which run started it.
      const after = named && { createdAt: named.summary.createdAt + 1, id: '' };
      for await (const runs of newest(seen, { after, signal })) {
        const run = runs.find(isIt);
        if (run) return run;
        // Reads all files only where another version names them in another way.
        const [one] = runs;
        if (one && !named && pathOf(dirname(one.path), one.instanceId) === one.path) return undefined;
      }
      return undefined;
    },
    childOf: (run: ListedInstance, id: string) => {
      const seen = look();
      const children = withId(id, seen).map(one => list(one, seen));
      return children.find(({ summary }) => summary.parentId === run.summary.id);
    },
    version(): string {
      const isResting = view && performance.now() < view.at + view.tookMs * restTimes;
      const { session } = (isResting && view) || look();
      return [changes, session.startedAt, session.isRunning(), kept.reasons().length].join(' ');
    },
    notes(): readonly string[] {
      const [first, ...others] = kept.reasons();
      if (first === undefined) return [];
      return [`${countOf(others.length + 1, 'instance')} could not be read: ${first}`];
    },
  };
}

function toListed(
  { path, summary, lastRowAt }: KeptInstance,
  parent: KeptInstance | undefined,
  seen: View,
): ListedInstance {
  const { id, name, retryOf } = summary;
  const strandedBy = isActive(summary) ? strandedReason(lastRowAt, seen.session, path) : undefined;
  const isThere = retryOf !== undefined && seen.files.has(pathOf(dirname(path), retryOf));
  const links = {
    parentId: parent && runIdOf(parent.path, parent.summary, seen),
    retryOf: isThere ? runIdOf(path, { id: retryOf, name }, seen) : undefined,
  };
  const shown = strandedBy === undefined ? {} : { strandedBy, statusLabel: undefined, wakeAt: undefined };
  const run = { ...summary, id: runIdOf(path, summary, seen), ...links, ...shown };
  return { path, instanceId: id, summary: run };
}

function runIdOf(path: string, { id, name }: Pick<RunSummary, 'id' | 'name'>, { folders, files }: View) {
  const others = folders.filter(folder => folder !== dirname(path));
  return others.some(folder => files.has(pathOf(folder, id))) ? `${name}:${id}` : id;
}

type KeptInstance = SummarizedInstance & { readonly path: string; readonly stamp: string };

function createKeptInstances() {
  const kept = new Map<string, KeptInstance>();
  /** `reason` is absent while the instance is being created. */
  const unread = new Map<string, { readonly stamp: string; readonly reason?: string }>();
  const starts = new Map<string, StartedRun & { readonly path: string }>();

  function forget(path: string): void {
    for (const { id } of kept.get(path)?.started ?? []) if (starts.get(id)?.path === path) starts.delete(id);
    kept.delete(path);
    unread.delete(path);
  }

  function readAnew(path: string, stamp: string): KeptInstance | undefined {
    forget(path);
    try {
      const file = readInstance(path, false);
      if (!file) unread.set(path, { stamp });
      else kept.set(path, { path, stamp, ...toInstanceSummary(file) });
    } catch (error) {
      if (errorCode(error) === undefined && !(error instanceof InspectorError)) throw error;
      unread.set(path, { stamp, reason: thrownMessage(error).replace(`${path} `, 'it ') });
    }
    const instance = kept.get(path);
    for (const start of instance?.started ?? []) starts.set(start.id, { ...start, path });
    return instance;
  }

  return {
    forget,
    read(path: string, { stamp }: Written): KeptInstance | undefined {
      const known = kept.get(path) ?? unread.get(path);
      return known?.stamp === stamp ? kept.get(path) : readAnew(path, stamp);
    },
    /** `undefined` while the file of the parent is unread. */
    parentOf({ summary, createdOn }: KeptInstance): KeptInstance | undefined {
      const start = starts.get(summary.id);
      const isStarted = start && createdOn >= start.from - 1 && createdOn <= start.to + 1;
      return isStarted ? kept.get(start.path) : undefined;
    },
    unread: () => unread.size,
    reasons: () => [...unread.values()].flatMap(({ reason }) => reason ?? []),
  };
}

type Written = { readonly at: number; readonly stamp: string };

/** A file written less than this ago may be written again with the same time. */
const settledMs = 100;

/** Instances are mostly written to the `-wal` beside their file. */
function lastWritten(path: string): Written | undefined {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const stats = wal?.size ? wal : statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  const { ino, size, mtimeMs: at } = stats;
  const isSettled = Date.now() - at > settledMs;
  return { at, stamp: `${ino} ${size} ${at}${isSettled ? '' : ` ${performance.now()}`}` };
}

function lastWrittenFirst(folders: readonly string[]): ReadonlyMap<string, Written> {
  const found = folders.flatMap(instancesIn).flatMap(path => {
    const written = lastWritten(path);
    return written ? [[path, written] as const] : [];
  });
  return new Map(found.sort(([, one], [, other]) => other.at - one.at));
}

function foldersIn(place: string): readonly string[] {
  const root = join(place, 'workflows');
  const names = namesIn(root).filter(name => name.startsWith('miniflare-workflows-'));
  return names.map(name => join(root, name));
}

/** Includes instances that have only a `-wal`. */
function instancesIn(folder: string): readonly string[] {
  const names = namesIn(folder).filter(name => /^[\da-f]{64}\.sqlite(?:-wal)?$/.test(name));
  return [...new Set(names.map(name => join(folder, name.replace(/-wal$/, ''))))];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new InspectorError('unreachable', `${folder} cannot be listed`, {
      ...{ hint: 'name a project in which wrangler dev has run workflows', cause },
    });
  }
}

/** Names the file of an instance as miniflare names those of Durable Objects. */
function pathOf(folder: string, id: string): string {
  const key = createHash('sha256').update(basename(folder)).digest();
  const half = (data: string | Uint8Array) => createHmac('sha256', key).update(data).digest().subarray(0, 16);
  const first = half(id);
  return join(folder, `${first.toString('hex')}${half(first).toString('hex')}.sqlite`);
}
