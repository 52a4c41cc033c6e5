import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import { readInstance } from './read-instance.ts';
import { type StartedRun, type SummarizedInstance, toInstanceSummary } from './to-instance-run.ts';
import type { Written } from './written-files.ts';

/** What was read of a file, as it was written then. */
export type KeptInstance = SummarizedInstance & { readonly path: string; readonly stamp: string };

export type KeptInstances = {
  /** Reads a file, if it has changed; `undefined` for one that cannot be read, or is being made. */
  readonly read: (path: string, written: Written) => KeptInstance | undefined;
  readonly forget: (path: string) => void;
  /** The instance that has started this one, as far as its file was read. */
  readonly parentOf: (instance: KeptInstance) => KeptInstance | undefined;
  /** How many files could not be read, or are being made. */
  readonly unread: () => number;
  /** Why files could not be read. */
  readonly reasons: () => readonly string[];
};

export function createKeptInstances(): KeptInstances {
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
    read(path, { stamp }) {
      const known = kept.get(path) ?? unread.get(path);
      return known?.stamp === stamp ? kept.get(path) : readAnew(path, stamp);
    },
    parentOf({ summary, createdOn }) {
      const start = starts.get(summary.id);
      const isStarted = start && createdOn >= start.from - 1 && createdOn <= start.to + 1;
      return isStarted ? kept.get(start.path) : undefined;
    },
    unread: () => unread.size,
    reasons: () => [...unread.values()].flatMap(({ reason }) => reason ?? []),
  };
}
