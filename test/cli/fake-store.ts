import { compareNewest } from '../../src/contract/lists/run-order.ts';
import { sortFields } from '../../src/contract/lists/sort.ts';
import type { Change, RunStore } from '../../src/contract/run-store.ts';
import type { WorkflowInfo } from '../../src/contract/workflow-info.ts';
import { compileMatcher } from '../../src/model/query/match/compile-matcher.ts';
import type { Matchable } from '../../src/model/query/match/subject.ts';
import { createPathValues, parsePathName, suggestPaths } from '../../src/model/query/payload-paths.ts';
import type { Run } from '../../src/model/run.ts';
import { isActive, type RunStatus } from '../../src/model/status.ts';
import { suggestOf } from '../screen/memory-store.ts';

export type FakeStore = RunStore & {
  readonly isClosed: () => boolean;
  /** Changes a run and tells those who listen. */
  readonly change: (id: string, fields: Partial<Run>) => void;
  /** Adds a run and tells those who listen. */
  readonly hold: (run: Run) => void;
};

type FakeOptions = {
  /** Rows read for one page, as a store that has to scan. */
  readonly scanRows?: number;
  readonly overrides?: Partial<RunStore>;
};

/** A store in memory with the meaning of the real ones, newest first only. */
export function createFakeStore(runs: readonly Run[], options: FakeOptions = {}): FakeStore {
  let held = [...runs].sort(compareNewest);
  let closed = false;
  const listeners = new Set<() => void>();
  const find = (id: string) => held.find(run => run.id === id);
  const change = (id: string, fields: Partial<Run>) => {
    held = held.map(run => (run.id === id ? { ...run, ...fields } : run));
    for (const listener of listeners) listener();
  };
  const hold = (run: Run) => {
    held = [...held, run].sort(compareNewest);
    for (const listener of listeners) listener();
  };
  return {
    hold,
    target: { name: 'local', kind: 'sqlite', location: './.runlens/runs.db', reason: 'found here' },
    can: { cancel: true, kill: false, start: false, live: true, sorts: sortFields },
    listRuns: async (query, { limit, cursor, now, signal }) => {
      signal?.throwIfAborted();
      const matches = compileMatcher(query, { now });
      const start = Number(cursor ?? 0);
      const end =
        options.scanRows === undefined ? held.length : Math.min(held.length, start + options.scanRows);
      const found: Run[] = [];
      let at = start;
      for (; at < end && found.length < limit; at += 1) {
        const run = held[at];
        if (run && matches(toMatchable(run))) found.push(run);
      }
      const scanned = options.scanRows === undefined ? undefined : { read: at, total: held.length };
      return { runs: found, nextCursor: at < held.length ? String(at) : undefined, scanned };
    },
    counts: async () => ({ total: held.length }),
    workflows: async () => countByName(held),
    suggest: async (field, prefix) => {
      if (field === 'input' || field === 'output')
        return suggestPaths(
          held.map(run => run[field]),
          prefix,
        );
      const place = parsePathName(field);
      if (!place) return suggestOf(held, field, prefix);
      const values = createPathValues(place.path, prefix);
      for (const run of held) values.add(run[place.root]);
      return values.values();
    },
    getRun: async (id, { include } = {}) => {
      const run = find(id);
      if (!run) return undefined;
      return {
        ...run,
        steps: include?.steps ? run.steps : undefined,
        messages: include?.messages ? run.messages : undefined,
        trace: undefined,
      };
    },
    getTrace: async (id, { limit = 1000, cursor } = {}) => {
      const trace = find(id)?.trace;
      if (!trace) return undefined;
      const start = Number(cursor ?? 0);
      const isLast = start + limit >= trace.spans.length;
      return {
        spans: trace.spans.slice(start, start + limit),
        logs: isLast ? trace.logs : [],
        nextCursor: isLast ? undefined : String(start + limit),
        spanTotal: trace.spans.length,
        logTotal: trace.logs.length,
      };
    },
    cancelRun: async id => {
      const run = find(id);
      if (!run) return { type: 'not-found' };
      if (!isActive(run)) return { type: 'already-finished', status: run.status };
      change(id, { cancelRequestedAt: 1 });
      return { type: 'requested' };
    },
    startRun: async () => ({ type: 'unsupported' }),
    changes: signal => tellChanges(listeners, signal),
    close: async () => {
      closed = true;
    },
    ...options.overrides,
    isClosed: () => closed,
    change,
  };
}

function toMatchable(run: Run): Matchable {
  return {
    summary: run,
    payloads: () => ({ input: run.input, output: run.output, error: run.error?.value }),
  };
}

async function* tellChanges(listeners: Set<() => void>, signal: AbortSignal): AsyncGenerator<Change> {
  while (!signal.aborted) {
    await new Promise<void>(resolve => {
      listeners.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    if (!signal.aborted) yield { type: 'changed' };
  }
}

function countByName(runs: readonly Run[]): readonly WorkflowInfo[] {
  const names = [...new Set(runs.map(run => `${run.kind} ${run.name}`))];
  const has = (status: RunStatus) => (run: Run) => run.status === status;
  return names.map(name => {
    const own = runs.filter(run => `${run.kind} ${run.name}` === name);
    const [first] = own;
    if (!first) throw new Error('no run');
    return {
      name: first.name,
      kind: first.kind,
      total: own.length,
      failed: own.filter(has('failed')).length,
      active: own.filter(isActive).length,
      lastCreatedAt: Math.max(...own.map(run => run.createdAt)),
    };
  });
}
