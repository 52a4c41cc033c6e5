import type { ListOptions, RunPage } from '../../../src/contract/lists/run-page.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run } from '../../../src/model/run.ts';
import { openMergedStore } from '../../../src/stores/merged/open-merged-store.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createRun } from '../../cli/sample-runs.ts';
import { mergedInfo } from './two-stores.ts';

export const gone = new InspectorError('unreachable', 'cannot reach the server');

/** A member of a list that can be made to fail, to hang and to grow. */
export type ModelMember = {
  readonly name: string;
  readonly open: () => Promise<RunStore>;
  readonly runs: Run[];
  mood: 'well' | 'dead' | 'hanging';
  /** When set: how many runs a page reads at most, to find those of an even time. */
  scanRows?: number;
  /** Lets those answer that hang. */
  readonly wake: () => void;
  readonly calls: () => number;
};

export function createModelMember(name: string, runs: readonly Run[] = [], scanRows?: number): ModelMember {
  const held = [...runs];
  let calls = 0;
  let woken = Promise.withResolvers<void>();
  const member: ModelMember = {
    name,
    runs: held,
    mood: 'well',
    ...(scanRows === undefined ? {} : { scanRows }),
    wake: () => {
      member.mood = 'well';
      woken.resolve();
      woken = Promise.withResolvers<void>();
    },
    calls: () => calls,
    open: async () => {
      if (member.mood === 'dead') throw gone;
      return createFakeStore([], {
        overrides: answersOf(
          member,
          () => woken.promise,
          () => (calls += 1),
        ),
      });
    },
  };
  return member;
}

function answersOf(
  member: ModelMember,
  untilWoken: () => Promise<void>,
  count: () => void,
): Partial<RunStore> {
  /** The real store's meaning, with cursors that name the run before. */
  const ask = async <T>(read: () => T, signal?: AbortSignal): Promise<T> => {
    count();
    signal?.throwIfAborted();
    if (member.mood === 'hanging') await Promise.race([untilWoken(), aborted(signal)]);
    if (member.mood === 'dead') throw gone;
    return read();
  };
  const sorted = () => [...member.runs].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  return {
    listRuns: (_, { limit, cursor, signal }) =>
      ask(() => pageOf(sorted(), limit, cursor, member.scanRows), signal),
    counts: ({ signal } = {}) =>
      ask(() => ({ total: member.runs.length, success: member.runs.length }), signal),
    workflows: ({ signal } = {}) =>
      ask(() => [{ name: 'w', kind: 'workflow', total: member.runs.length, failed: 0, active: 0 }], signal),
    suggest: (_field, prefix, { signal } = {}) =>
      ask(() => member.runs.map(run => run.id).filter(id => id.startsWith(prefix)), signal),
    getRun: (id, { signal } = {}) => ask(() => member.runs.find(run => run.id === id), signal),
    cancelRun: (id, { signal } = {}) =>
      ask(
        () => (member.runs.some(run => run.id === id) ? { type: 'requested' } : { type: 'not-found' }),
        signal,
      ),
  };
}

function pageOf(
  runs: readonly Run[],
  limit: number,
  cursor: string | undefined,
  scanRows: number | undefined,
): RunPage {
  const [time, id = ''] = cursor?.split(' ') ?? [];
  const createdAt = time === undefined ? Number.POSITIVE_INFINITY : Number(time);
  const left = runs.filter(run => run.createdAt < createdAt || (run.createdAt === createdAt && run.id < id));
  const found: Run[] = [];
  let read = 0;
  while (read < Math.min(left.length, scanRows ?? left.length) && found.length < limit) {
    const run = left[read];
    read += 1;
    if (run && (scanRows === undefined || run.createdAt % 2 === 0)) found.push(run);
  }
  const last = left[read - 1];
  return {
    runs: found,
    ...(last && left.length > read ? { nextCursor: `${last.createdAt} ${last.id}` } : {}),
    ...(scanRows === undefined
      ? {}
      : { scanned: { read: runs.length - left.length + read, total: runs.length } }),
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}

export function runAt(createdAt: number, id: string): Run {
  return createRun({ id, createdAt });
}

export function openMembers(members: readonly ModelMember[], patienceMs = 50): Promise<RunStore> {
  return openMergedStore({ members, target: mergedInfo, patienceMs, retryMs: 20 });
}

export function page(limit: number, cursor?: string): ListOptions {
  return { sort: newestFirst, limit, cursor, now: 1_000_000 };
}
