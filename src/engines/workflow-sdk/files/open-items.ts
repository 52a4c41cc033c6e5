import { join } from 'node:path';
import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { folders, namesIn, readJsonNow } from './data-files.ts';
import { createNameGroups, type Stamp, settledStamp, stampOf } from './name-groups.ts';
import { type Members, textOf } from './records.ts';

export type OpenItem = { readonly id: string; readonly members: Members };

export type OpenItems = {
  readonly refresh: (signal?: AbortSignal) => Promise<void>;
  readonly hasSleep: (runId: string) => boolean;
  readonly sleepsOf: (runId: string, signal?: AbortSignal) => Promise<readonly OpenItem[]>;
  /** Hooks that accept payloads, whether or not one has come. */
  readonly hooksOf: (runId: string) => readonly OpenItem[];
};

export function createOpenItems(dataFolder: string): OpenItems {
  const waits = createWaits(join(dataFolder, folders.waits));
  const hooks = createHooks(join(dataFolder, folders.hooks));
  return {
    refresh: async signal => {
      await Promise.all([waits.refresh(signal), hooks.refresh(signal)]);
    },
    hasSleep: waits.hasOpen,
    sleepsOf: waits.openOf,
    hooksOf: hooks.of,
  };
}

const maxEnded = 20_000;

function createWaits(folder: string) {
  const groups = createNameGroups(folder);
  const ended = new Set<string>();

  function readOpen(name: string): OpenItem | undefined {
    if (ended.has(name)) return undefined;
    const file = readJsonNow(join(folder, name));
    if (file.type !== 'read' || !isRecord(file.value)) return undefined;
    if (file.value.status !== 'completed') return toItem(file.value, 'waitId', name);
    if (ended.size >= maxEnded) ended.clear();
    ended.add(name);
    return undefined;
  }

  return {
    refresh: groups.refresh,
    hasOpen: (runId: string) => groups.namesOf(runId).some(name => readOpen(name) !== undefined),
    openOf: async (runId: string, signal?: AbortSignal): Promise<readonly OpenItem[]> => {
      const open: OpenItem[] = [];
      const yielding = createYielding(signal);
      for (const name of groups.namesOf(runId)) {
        const item = readOpen(name);
        if (item) open.push(item);
        if (yielding.isDue()) await yielding.yieldNow();
      }
      return open;
    },
  };
}

type HookFile = { readonly stamp: Stamp | undefined; readonly item?: OpenItem };

/** Reads every hook, because file names do not contain the run's id. */
function createHooks(folder: string) {
  let files: ReadonlyMap<string, HookFile> = new Map();
  let byRun: ReadonlyMap<string | undefined, readonly OpenItem[]> = new Map();
  let seen: Stamp | undefined;

  function read(name: string): HookFile {
    const path = join(folder, name);
    const stamp = stampOf(path);
    const before = files.get(name);
    if (before && before.stamp === stamp) return before;
    const file = readJsonNow(path);
    const members = file.type === 'read' && isRecord(file.value) ? file.value : undefined;
    return { stamp, ...(members ? { item: toItem(members, 'hookId', name) } : {}) };
  }

  return {
    refresh: async (signal?: AbortSignal) => {
      const stamp = settledStamp(folder);
      if (stamp !== undefined && stamp === seen) return;
      const names = (await namesIn(folder)).filter(name => name.endsWith('.json'));
      const found = new Map<string, HookFile>();
      const yielding = createYielding(signal);
      for (const name of names) {
        found.set(name, read(name));
        if (yielding.isDue()) await yielding.yieldNow();
      }
      files = found;
      const items = [...found.values()].flatMap(({ item }) => item ?? []);
      byRun = Map.groupBy(items, ({ members }) => textOf(members.runId));
      seen = stamp;
    },
    of: (runId: string): readonly OpenItem[] => byRun.get(runId) ?? [],
  };
}

function toItem(members: Members, idKey: string, name: string): OpenItem {
  return { id: textOf(members[idKey]) ?? name, members };
}
