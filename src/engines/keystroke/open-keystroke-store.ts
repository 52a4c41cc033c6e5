import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { pollChanges } from '../../async/poll-changes.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { ConfigOwner } from '../../contract/engine.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { pageTrace } from '../../contract/trace-pages.ts';
import type { Environment } from '../../model/environment.ts';
import { InspectorError } from '../../model/errors.ts';
import { newestMessages, type Run } from '../../model/run.ts';
import { isActive, toStatus } from '../../model/status.ts';
import { findInFolders, isExecutable, trustedFolders } from '../../programs/find-on-path.ts';
import { createListSource, lackingFields, type ScanBudget } from '../kit/run-source.ts';
import { createScanLists } from '../kit/scan-lists.ts';
import { fetchRun, type Listing, readListing } from './read-listing.ts';
import { CommandFailed, commands, type KeystrokeProgram, runCommand, runOf } from './run-command.ts';

type KeystrokeStoreOptions = {
  readonly file: string;
  /** The program's working directory, by which it finds its project. */
  readonly cwd: string;
  readonly env: Environment;
  readonly secretVariables?: readonly string[];
  readonly target: TargetInfo;
  readonly timeoutMs?: number;
  readonly scanBudget?: ScanBudget;
};

const [pollMs, startTimeoutMs] = [15_000, 120_000];
const [listingMs, activeRunMs] = [4_000, 3_000];

const lacks = { fields: ['retryOf'], reason: 'keystroke tells no' } as const;

/** Opening runs nothing, as the program may write into its folder. Not tried on the real program. */
export function openKeystrokeStore(options: KeystrokeStoreOptions): RunStore {
  const { file, cwd, env, secretVariables = [], target, timeoutMs = 30_000 } = options;
  const program: KeystrokeProgram = { file, cwd, env, secretVariables, timeoutMs };
  const closing = new AbortController();
  const listings = createSharedReads<Listing>(() => listingMs);
  const fetched = createSharedReads<Run | undefined>(run =>
    run && !isActive(run) ? Number.POSITIVE_INFINITY : activeRunMs,
  );

  function untilClosed(signal: AbortSignal | undefined): AbortSignal {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${target.location} was closed`);
    signal?.throwIfAborted();
    return signal ? AbortSignal.any([closing.signal, signal]) : closing.signal;
  }

  const list = async (signal?: AbortSignal) =>
    listings.read('', reading => readListing(program, reading), untilClosed(signal));

  async function fetch(id: string, signal?: AbortSignal): Promise<Run | undefined> {
    const ending = untilClosed(signal);
    const listing = await list(ending);
    return fetched.read(id, reading => fetchRun(program, id, listing, reading), ending);
  }

  const source = createListSource({
    list: async signal => (await list(signal)).runs,
    loadPayloads: async ({ id }, { signal } = {}) => {
      const run = await fetch(id, signal);
      if (!run) return {};
      const { input, output, error, messages, trace } = run;
      return { input, output, error: error?.value, messages, logs: newestMessages(trace?.logs ?? []) };
    },
  });
  const lists = createScanLists(lackingFields(source, lacks.fields), options.scanBudget);

  return {
    ...lists,
    target,
    can: { cancel: true, kill: false, start: true, live: false, sorts: sortFields, lacks },
    async listRuns(query, listing) {
      // Listing does not count as time of the page, which is for reading single runs.
      const { notes } = await list(listing.signal);
      const page = await lists.listRuns(query, listing);
      return notes.length === 0 ? page : { ...page, notes };
    },
    async getRun(id, { include = {}, signal } = {}) {
      const found = await fetch(id, signal);
      if (!found) return undefined;
      const { steps, messages, trace: _, ...run } = found;
      return { ...run, ...(include.steps ? { steps } : {}), ...(include.messages ? { messages } : {}) };
    },
    async getTrace(id, { signal, ...paging } = {}) {
      const found = await fetch(id, signal);
      return found && pageTrace(found.trace ?? { spans: [], logs: [] }, paging);
    },
    async cancelRun(id, { signal } = {}) {
      fetched.forget(id);
      const run = await fetch(id, signal);
      if (!run) return { type: 'not-found' };
      if (!isActive(run)) return { type: 'already-finished', status: run.status };
      if (run.kind === 'agent') {
        return { type: 'refused', reason: 'keystroke documents no command that cancels a session' };
      }
      const answer = runCommand(program, commands.cancel(id), untilClosed(signal));
      const result = await answer.then(toCancelResult, toRefusal);
      fetched.forget(id);
      listings.forget('');
      return result;
    },
    async startRun({ workflow, input }, { signal } = {}) {
      const args = commands.start(workflow, input === undefined ? undefined : JSON.stringify(input));
      const answer = runCommand({ ...program, timeoutMs: startTimeoutMs }, args, untilClosed(signal));
      const result = await answer.then(toStartResult, toRefusal);
      listings.forget('');
      return result;
    },
    changes: signal => {
      const readRuns = async () => JSON.stringify((await list(signal)).runs);
      return pollChanges(readRuns, { pollMs }, AbortSignal.any([signal, closing.signal]));
    },
    async close() {
      closing.abort(new InspectorError('conflict', `${target.location} was closed`));
    },
  };
}

function toCancelResult(answer: unknown): CancelResult {
  const status = toStatus(String(runOf(answer)?.status));
  return { type: status === 'canceled' ? status : 'requested' };
}

function toStartResult(answer: unknown): StartResult {
  const id = runOf(answer)?.id;
  if (typeof id === 'string') return { type: 'started', id };
  throw new InspectorError('unreadable', 'keystroke started a run but did not say which', {
    hint: 'look for it in the list before starting another',
  });
}

function toRefusal(error: unknown) {
  if (!(error instanceof CommandFailed)) throw error;
  return { type: 'refused' as const, reason: error.hint ?? error.message };
}

type SharedRead<T> = {
  readonly value: Promise<T>;
  readonly aborting: AbortController;
  readers: number;
  /** `performance.now()` from which the value is stale; absent while reading. */
  staleAt?: number;
};

const maxKept = 50;

/**
 * Caches values by key, because a read starts processes. Concurrent readers share a read; it is aborted when
 * the last one leaves. `keepMs` returns how long a value stays fresh.
 */
function createSharedReads<T>(keepMs: (value: T) => number) {
  const reads = new Map<string, SharedRead<T>>();

  function start(key: string, read: (signal: AbortSignal) => Promise<T>): SharedRead<T> {
    const aborting = new AbortController();
    const shared: SharedRead<T> = { value: read(aborting.signal), aborting, readers: 0 };
    const keep = (found: T) => {
      shared.staleAt = performance.now() + keepMs(found);
    };
    shared.value.then(keep, () => drop(key, shared));
    reads.delete(key);
    reads.set(key, shared);
    const [oldest] = reads.keys();
    if (reads.size > maxKept && oldest !== undefined) reads.delete(oldest);
    return shared;
  }

  function drop(key: string, shared: SharedRead<T>): void {
    if (reads.get(key) === shared) reads.delete(key);
  }

  return {
    /** Rejects with the signal's reason. */
    async read(key: string, read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
      const kept = reads.get(key);
      const shared = kept && performance.now() < (kept.staleAt ?? Infinity) ? kept : start(key, read);
      shared.readers += 1;
      try {
        return await untilAborted(shared.value, signal);
      } finally {
        shared.readers -= 1;
        if (shared.readers === 0 && shared.staleAt === undefined) {
          drop(key, shared);
          shared.aborting.abort(signal.reason);
        }
      }
    },
    forget: (key: string) => reads.delete(key),
  };
}

type WantedProgram = {
  /** An absolute path, a name in `PATH`, or empty for `keystroke`. */
  readonly place: string;
  readonly writtenBy: ConfigOwner;
  /** Executables in this folder are run only by their paths. */
  readonly project: string;
  readonly home: string;
  readonly path: string | undefined;
};

/** Finds what to run. A project chooses no program: not by its configuration, nor by files in its folder. */
export function findProgram({ place, writtenBy, ...search }: WantedProgram): string {
  if (writtenBy === 'project') {
    const message = `keystroke:${place} is a program that a project's configuration chooses: it is not run`;
    const hint = `look at it, then say so yourself: --target "keystroke:${place}", or a target of your own configuration`;
    throw new InspectorError('usage', message, { hint });
  }
  if (isAbsolute(place)) return checkFile(place);
  const name = place === '' ? 'keystroke' : place;
  const found = findInFolders(name, trustedFolders(search));
  if (found !== undefined) return found;
  throw new InspectorError(
    'unreachable',
    `${name} is not installed: no folder of PATH outside the project has it`,
    {
      hint: 'install it, or name the executable: keystroke:/path/to/it',
    },
  );
}

function checkFile(path: string): string {
  if (isExecutable(path)) return path;
  const message = existsSync(path) ? `${path} cannot be run` : `there is no ${path}`;
  throw new InspectorError('unreachable', message, {
    hint: 'name an executable that takes the commands of keystroke: keystroke:/path/to/it',
  });
}
