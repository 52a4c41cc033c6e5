import { type RunStore, sortFields, type TargetInfo } from '../../contract/run-store.ts';
import { pageTrace } from '../../contract/trace-pages.ts';
import { InspectorError } from '../../model/errors.ts';
import { isActive } from '../../model/status.ts';
import { withoutOwnVariables } from '../child-environment.ts';
import { pollChanges } from '../scan/poll-changes.ts';
import { isAfter } from '../scan/read-page.ts';
import type { RunSource, ScanBudget } from '../scan/run-source.ts';
import { createScannedLists } from '../scan/scanned-lists.ts';
import { cancel, start } from './act-on-runs.ts';
import type { Program } from './call-program.ts';
import { createFetchedRuns } from './fetched-runs.ts';
import type { Listing } from './read-listing.ts';
import { createSharedListing } from './shared-listing.ts';
import type { FetchedRun } from './to-run.ts';

export type KeystrokeStoreOptions = {
  readonly file: string;
  /** The folder in which the program runs: it finds its project there. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target: TargetInfo;
  readonly timeoutMs?: number;
  /** How often the lists are asked for again while somebody follows them. */
  readonly pollMs?: number;
  /** How much one page may read where a clause needs more than the lists show. */
  readonly scanBudget?: ScanBudget;
};

const startTimeoutMs = 120_000;

/**
 * The runs that the Keystroke command line shows. Opening it runs nothing: the program is called when
 * something is asked, because it may update itself and write into the folder it runs in. Not tried against
 * the real program.
 */
export function openKeystrokeStore(options: KeystrokeStoreOptions): RunStore {
  const { file, cwd, env, target, timeoutMs = 30_000, pollMs = 15_000 } = options;
  const program: Program = { file, cwd, env: withoutOwnVariables(env), timeoutMs };
  const closing = new AbortController();
  const fetched = createFetchedRuns(program);
  const shared = createSharedListing(program);

  function until(signal: AbortSignal | undefined): AbortSignal {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${target.location} was closed`);
    signal?.throwIfAborted();
    return signal ? AbortSignal.any([closing.signal, signal]) : closing.signal;
  }

  const list = async (signal: AbortSignal | undefined) => shared.read(until(signal));

  async function fetch(id: string, signal: AbortSignal | undefined): Promise<FetchedRun | undefined> {
    const ending = until(signal);
    return fetched.fetch(id, await list(signal), ending);
  }

  const lists = createScannedLists(createSource(list, fetch), options.scanBudget);

  return {
    target,
    can: { cancel: true, kill: false, start: true, live: false, sorts: sortFields },
    async listRuns(query, listing) {
      // Before the page's own time begins, which is meant for reading what was listed.
      const { notes } = await list(listing.signal);
      const page = await lists.listRuns(query, { ...listing, signal: until(listing.signal) });
      return notes.length === 0 ? page : { ...page, notes };
    },
    counts: async options => lists.counts({ signal: until(options?.signal) }),
    workflows: async options => lists.workflows({ signal: until(options?.signal) }),
    suggest: async (field, prefix, options) =>
      lists.suggest(field, prefix, { signal: until(options?.signal) }),
    async getRun(id, { include = {}, signal } = {}) {
      const found = await fetch(id, signal);
      if (!found) return undefined;
      const { run, steps, messages } = found;
      return { ...run, ...(include.steps ? { steps } : {}), ...(include.messages ? { messages } : {}) };
    },
    async getTrace(id, { signal, ...paging } = {}) {
      const found = await fetch(id, signal);
      return found && pageTrace(found.trace, paging);
    },
    async cancelRun(id, { signal } = {}) {
      fetched.forget(id);
      const found = await fetch(id, signal);
      if (!found) return { type: 'not-found' };
      const { run } = found;
      if (!isActive(run)) return { type: 'already-finished', status: run.status };
      if (run.kind === 'agent') {
        return { type: 'refused', reason: 'no command of keystroke to cancel a session is documented' };
      }
      const result = await cancel(program, id, until(signal));
      fetched.forget(id);
      shared.forget();
      return result;
    },
    async startRun({ workflow, input }, { signal } = {}) {
      const text = input === undefined ? undefined : JSON.stringify(input);
      const result = await start({ ...program, timeoutMs: startTimeoutMs }, workflow, text, until(signal));
      shared.forget();
      return result;
    },
    changes: signal => {
      const look = async () => JSON.stringify((await list(signal)).runs);
      return pollChanges(look, { pollMs }, AbortSignal.any([signal, closing.signal]));
    },
    async close() {
      closing.abort(new InspectorError('conflict', `${target.location} was closed`));
    },
  };
}

function createSource(
  list: (signal?: AbortSignal) => Promise<Listing>,
  fetch: (id: string, signal?: AbortSignal) => Promise<FetchedRun | undefined>,
): RunSource {
  return {
    read: async function* ({ after, signal }) {
      const { runs } = await list(signal);
      yield runs
        .filter(run => isAfter(run, after))
        .map(summary => ({
          summary,
          loadPayloads: async options => {
            const found = await fetch(summary.id, options?.signal);
            return found
              ? { input: found.run.input, output: found.run.output, error: found.run.error?.value }
              : {};
          },
        }));
    },
    total: async ({ signal }) => (await list(signal)).runs.length,
  };
}
