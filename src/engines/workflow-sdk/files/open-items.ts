import { join } from 'node:path';
import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { folders, namesIn, readJsonNow } from './data-files.ts';
import { createNameGroups, type Stamp, settledStamp, stampOf } from './name-groups.ts';
import { type Members, textOf } from './records.ts';

export type OpenItem = { readonly id: string; readonly members: Members };

export type OpenItems = {
  readonly refresh: (signal?: AbortSignal) => Promise<void>;
  /** Whether the run has an open hook, or has ever slept. */
  readonly mayBePaused: (runId: string) => boolean;
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
    mayBePaused: runId => waits.hasAny(runId) || hooks.of(runId).length > 0,
    sleepsOf: waits.openOf,
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
      byRun = Map.groupBy(items, ({ members }) => textOf(members.runId));
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
  return { id: textOf(file.value[idKey]) ?? name, members: file.value };
}
