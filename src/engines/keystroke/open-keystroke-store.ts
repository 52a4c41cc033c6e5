import { isAbsolute } from 'node:path';
import { untilAborted } from '../../async/deadline.ts';
import type { ConfigOwner } from '../../contract/engine.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { Environment } from '../../model/environment.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { newestMessages } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { findInFolders, isExecutable, trustedFolders } from '../../programs/find-on-path.ts';
import { requireFile } from '../file-engine.ts';
import { defineStore } from '../kit/define-store.ts';
import { listedRuns } from '../kit/run-search.ts';
import type { ScanBudget, Signal } from '../kit/run-source.ts';
import type { KeystrokeRun } from './keystroke-run.ts';
import {
  CommandFailed,
  commands,
  fetchRun,
  type KeystrokeProgram,
  type Listing,
  readListing,
  runCommand,
  runOf,
} from './read-listing.ts';

type KeystrokeStoreOptions = {
  readonly file: string;
  readonly cwd: string;
  readonly env: Environment;
  readonly secretVariables?: readonly string[];
  readonly target: TargetInfo;
  readonly timeoutMs?: number;
  readonly scanBudget?: ScanBudget;
};

const [pollMs, startTimeoutMs] = [15_000, 120_000];
const [listingMs, activeRunMs] = [4_000, 3_000];

const lacks = { fields: ['retryOf', 'key'], reason: 'keystroke tells no' } as const;

/** Runs nothing yet, as the program may write into its folder. Not tested with the real program. */
export function openKeystrokeStore(options: KeystrokeStoreOptions): RunStore {
  const { file, cwd, env, secretVariables = [], target, timeoutMs = 30_000 } = options;
  const program: KeystrokeProgram = { file, cwd, env, secretVariables, timeoutMs };
  const closing = new AbortController();
  const listings = createSharedReads<Listing>(() => listingMs);
  const fetched = createSharedReads<KeystrokeRun | undefined>(run =>
    run && !isActive(run.summary) ? Number.POSITIVE_INFINITY : activeRunMs,
  );
  let notes: readonly string[] = [];
  const untilClosed = ({ signal }: Signal) =>
    signal ? AbortSignal.any([closing.signal, signal]) : closing.signal;

  async function list(options: Signal): Promise<Listing> {
    const listing = await listings.read('', until => readListing(program, until), untilClosed(options));
    notes = listing.notes;
    return listing;
  }

  async function find(id: string, options: { readonly isFresh?: boolean } & Signal) {
    if (options.isFresh) fetched.forget(id);
    const listing = await list(options);
    return fetched.read(id, until => fetchRun(program, id, listing, until), untilClosed(options));
  }

  const act = (args: readonly string[], options: Signal, ms = timeoutMs) =>
    runCommand({ ...program, timeoutMs: ms }, args, untilClosed(options)).finally(() => listings.forget(''));

  return defineStore<KeystrokeRun>(
    target,
    {
      lacks,
      runs: listedRuns({
        list: async options => (await list(options)).runs,
        placeOf: ({ summary }) => summary,
      }),
      notes: () => notes,
      find,
      summary: ({ summary }) => summary,
      payloads: async ([row], options) => [payloadsOf(row && (await find(row.summary.id, options)))],
      details: async ({ details }) => details,
      work: async ({ work }) => work,
      version: async options => JSON.stringify((await list(options)).runs),
      pollMs,
      actions: {
        cancel: async ({ summary: { id, kind } }, options) => {
          if (kind === 'agent')
            return { type: 'refused', reason: 'keystroke documents no command that cancels a session' };
          return act(commands.cancel(id), options).then(() => ({ type: 'sent' }), toRefusal);
        },
      },
      start: async ({ workflow, input }, options) => {
        const args = commands.start(workflow, input === undefined ? undefined : JSON.stringify(input));
        return act(args, options, startTimeoutMs).then(toStartResult, toRefusal);
      },
      close: async () => closing.abort(new InspectorError('conflict', `${target.location} was closed`)),
    },
    options.scanBudget,
  );
}

function payloadsOf(run: KeystrokeRun | undefined): Payloads {
  if (!run) return {};
  const { input, output, error, messages } = run.details;
  return { input, output, error: error?.value, messages, logs: newestMessages(run.work.trace.logs) };
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
 * Caches values, because a read starts processes. Concurrent readers share a read; it is aborted when the
 * last one leaves. `keepMs` says how long a value stays fresh.
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
    { hint: 'install it, or name the executable: keystroke:/path/to/it' },
  );
}

function checkFile(path: string): string {
  if (isExecutable(path)) return path;
  const hint = 'name an executable that takes the commands of keystroke: keystroke:/path/to/it';
  requireFile(path, hint);
  throw new InspectorError('unreachable', `${path} cannot be run`, { hint });
}
