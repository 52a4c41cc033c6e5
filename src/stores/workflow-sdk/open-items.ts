import { join } from 'node:path';
import { isRecord } from '../stored-run.ts';
import { folders, namesIn, readJsonNow, type Stamp, settledStamp, stampOf } from './data-files.ts';
import { createNameGroups } from './name-groups.ts';
import { type Members, textOf } from './records.ts';

export type OpenItem = { readonly id: string; readonly members: Members };

/** What runs that have not ended wait for. */
export type OpenItems = {
  readonly refresh: (signal?: AbortSignal) => Promise<void>;
  /** Sleeps that have not ended. */
  readonly sleepsOf: (runId: string) => readonly OpenItem[];
  /** Hooks that can be answered, answered before or not. */
  readonly hooksOf: (runId: string) => readonly OpenItem[];
};

export function createOpenItems(dataFolder: string): OpenItems {
  const waitsFolder = join(dataFolder, folders.waits);
  const waits = createNameGroups(waitsFolder);
  const hooks = createHooks(join(dataFolder, folders.hooks));
  return {
    refresh: async signal => {
      await Promise.all([waits.refresh(signal), hooks.refresh()]);
    },
    sleepsOf: runId =>
      waits.namesOf(runId).flatMap(name => {
        const file = readJsonNow(join(waitsFolder, name));
        if (file.type !== 'read' || !isRecord(file.value)) return [];
        return file.value.status === 'completed' ? [] : [toItem(file.value, 'waitId', name)];
      }),
    hooksOf: runId => hooks.of(runId),
  };
}

type HookFile = { readonly stamp: Stamp | undefined; readonly item?: OpenItem };

/** The name of a hook's file does not say whose it is. */
function createHooks(folder: string) {
  const files = new Map<string, HookFile>();
  let byRun = new Map<string, OpenItem[]>();
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
    refresh: async () => {
      const stamp = settledStamp(folder);
      if (stamp !== undefined && stamp === seen) return;
      const names = (await namesIn(folder)).filter(name => name.endsWith('.json'));
      const found = new Map(names.map(name => [name, read(name)]));
      files.clear();
      byRun = new Map();
      for (const [name, file] of found) {
        files.set(name, file);
        const runId = textOf(file.item?.members.runId);
        if (file.item && runId !== undefined) byRun.set(runId, [...(byRun.get(runId) ?? []), file.item]);
      }
      seen = stamp;
    },
    of: (runId: string): readonly OpenItem[] => byRun.get(runId) ?? [],
  };
}

function toItem(members: Members, idKey: string, name: string): OpenItem {
  return { id: textOf(members[idKey]) ?? name, members };
}
