import { createHash, createHmac } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import { readInstance } from './read-instance.ts';
import { type StartedRun, type SummarizedInstance, toInstanceSummary } from './to-instance-run.ts';

/** What was read of a file, as it was written then. */
export type KeptInstance = SummarizedInstance & { readonly path: string; readonly stamp: string };

export function createKeptInstances() {
  const kept = new Map<string, KeptInstance>();
  /** Without a reason where the instance is being made. */
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
    /** Reads a file, if it has changed; `undefined` for one that cannot be read, or is being made. */
    read(path: string, { stamp }: Written): KeptInstance | undefined {
      const known = kept.get(path) ?? unread.get(path);
      return known?.stamp === stamp ? kept.get(path) : readAnew(path, stamp);
    },
    /** The instance that has started this one, as far as its file was read. */
    parentOf({ summary, createdOn }: KeptInstance): KeptInstance | undefined {
      const start = starts.get(summary.id);
      const isStarted = start && createdOn >= start.from - 1 && createdOn <= start.to + 1;
      return isStarted ? kept.get(start.path) : undefined;
    },
    /** How many files could not be read, or are being made. */
    unread: () => unread.size,
    /** Why files could not be read. */
    reasons: () => [...unread.values()].flatMap(({ reason }) => reason ?? []),
  };
}

/** When a file was last written, and a text that is another one afterwards. */
export type Written = { readonly at: number; readonly stamp: string };

/** What was written this late before it is looked at may be written again at the same time. */
const settledMs = 100;

/** An instance is mostly written to the `-wal` beside its file. */
export function lastWritten(path: string): Written | undefined {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const stats = wal?.size ? wal : statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  const { ino, size, mtimeMs: at } = stats;
  const isSettled = Date.now() - at > settledMs;
  return { at, stamp: `${ino} ${size} ${at}${isSettled ? '' : ` ${performance.now()}`}` };
}

/** The files of instances by their paths. */
export function lastWrittenFirst(folders: readonly string[]): ReadonlyMap<string, Written> {
  const found = folders.flatMap(instancesIn).flatMap(path => {
    const written = lastWritten(path);
    return written ? [[path, written] as const] : [];
  });
  return new Map(found.sort(([, one], [, other]) => other.at - one.at));
}

/** The folders of the workflows. */
export function foldersIn(place: string): readonly string[] {
  const root = join(place, 'workflows');
  const names = namesIn(root).filter(name => name.startsWith('miniflare-workflows-'));
  return names.map(name => join(root, name));
}

/** Also those of which only the `-wal` is left. */
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

/** The file of the instance with this id, as miniflare names those of Durable Objects. */
export function pathOf(folder: string, id: string): string {
  const key = createHash('sha256').update(basename(folder)).digest();
  const half = (data: string | Uint8Array) => createHmac('sha256', key).update(data).digest().subarray(0, 16);
  const first = half(id);
  return join(folder, `${first.toString('hex')}${half(first).toString('hex')}.sqlite`);
}
