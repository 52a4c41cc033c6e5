import { doublingMs } from '../../async/backoff.ts';
import { sleep } from '../../async/sleep.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { CancelResult, Change, RunStore } from '../../contract/run-store.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import type { MenuItem } from '../../screen/shell/effects.ts';
import type { ResolvedTarget } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';

const allTargets = 'all';

/** The targets that the screen can change to; `opened` is the one it was started with. */
export async function targetMenuItems(context: Context, opened: TargetInfo): Promise<readonly MenuItem[]> {
  const known = await listKnown(context);
  const items = known.map(({ name, location, from, problem }) => ({
    id: location,
    label: `${name}  ${location}`,
    hint: problem ?? from,
  }));
  const { name, location, reason } = opened;
  const isListed = items.some(({ id }) => id === location);
  const own = { id: location, label: `${name}  ${location}`, hint: reason };
  const names = known.filter(({ target }) => target !== undefined).map(target => target.name);
  const all = { id: allTargets, label: 'all of these in one list', hint: names.join(',') };
  return [...(isListed ? [] : [own]), ...items, ...(names.length > 1 ? [all] : [])];
}

/** Opens the target of a menu item. A remote one opens on its first call, since its server may be down. */
export async function openTargetItem(id: string, context: Context, opened: TargetInfo): Promise<RunStore> {
  const known = await listKnown(context);
  const listed = known.find(({ location }) => location === id);
  if (listed?.problem !== undefined) throw new InspectorError('unreadable', listed.problem);
  const { mergeListed } = await import('../../targets/list-targets.ts');
  const target =
    listed?.target ??
    (id === allTargets ? mergeListed(known, context) : await resolveOpened(id, context, opened));
  const open = () => context.openStore(target);
  return target.info.isRemote ? createLazyStore({ target: target.info, open }) : open();
}

/** A target that is not listed is the one that the user named at the start. */
async function resolveOpened(id: string, context: Context, opened: TargetInfo): Promise<ResolvedTarget> {
  const { resolveTarget } = await import('../../targets/resolve-target.ts');
  const isOpened = id === opened.location;
  const isInsecure = isOpened && opened.isInsecure;
  return resolveTarget(isOpened ? textOf(opened) : id, context, { isInsecure });
}

/** What `resolveTarget` takes for a target: its name where a configuration gave it, else its location. */
function textOf({ name, location, isNamed }: TargetInfo): string {
  return isNamed ? name : location;
}

async function listKnown(context: Context) {
  const { listTargets } = await import('../../targets/list-targets.ts');
  return listTargets(undefined, context);
}

type LazyStore = {
  readonly target: TargetInfo;
  readonly open: () => Promise<RunStore>;
};

/** Assumed until the store is open. */
const expected: Capabilities = { cancel: true, kill: false, start: false, live: true, sorts: sortFields };
const unsupported = { type: 'unsupported' } as const;
const firstRetryMs = 1_000;
const mostRetryMs = 15_000;

/** A store that its first call opens, or the next one after a failure, so that it can wait for a server. */
export function createLazyStore({ target, open }: LazyStore): RunStore {
  let opened: RunStore | undefined;
  let opening: Promise<RunStore> | undefined;
  let isClosed = false;
  const get = (): Promise<RunStore> => {
    if (isClosed) return Promise.reject(new InspectorError('conflict', `${target.location} was closed`));
    opening ??= open().then(
      store => {
        opened = store;
        return store;
      },
      error => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };
  const call = async <T>(signal: AbortSignal | undefined, use: (store: RunStore) => Promise<T>) => {
    const store = await get();
    signal?.throwIfAborted();
    return use(store);
  };
  return {
    target,
    get can() {
      return opened?.can ?? expected;
    },
    listRuns: (query, options) => call(options.signal, store => store.listRuns(query, options)),
    counts: options => call(options?.signal, store => store.counts(options)),
    workflows: options => call(options?.signal, store => store.workflows(options)),
    suggest: (field, prefix, options) =>
      call(options?.signal, store => store.suggest(field, prefix, options)),
    failures: (query, options) => call(options.signal, async store => store.failures?.(query, options)),
    explainFailures: (query, options) =>
      call(options.signal, async store => store.explainFailures?.(query, options)),
    lateRuns: options => call(options.signal, async store => store.lateRuns?.(options)),
    failureMarks: {
      list: options => call(options?.signal, async store => store.failureMarks?.list(options)),
      put: (mark, options) =>
        call(options?.signal, async store => (await store.failureMarks?.put(mark, options)) ?? unsupported),
      remove: (id, options) =>
        call(options?.signal, async store => (await store.failureMarks?.remove(id, options)) ?? unsupported),
    },
    getRun: (id, options) => call(options?.signal, store => store.getRun(id, options)),
    getSteps: (id, options) => call(options?.signal, async store => store.getSteps?.(id, options)),
    getTrace: (id, options) => call(options?.signal, store => store.getTrace(id, options)),
    cancelRun: (id, options) => call(options?.signal, store => store.cancelRun(id, options)),
    killRun: (id, options) =>
      call(
        options?.signal,
        async (store): Promise<CancelResult> => (await store.killRun?.(id, options)) ?? unsupported,
      ),
    memberStarts: options => call(options?.signal, async store => store.memberStarts?.(options)),
    startRun: (request, options) => call(options?.signal, store => store.startRun(request, options)),
    restartRun: (id, options) =>
      call(
        options?.signal,
        async (store): Promise<StartResult> => (await store.restartRun?.(id, options)) ?? unsupported,
      ),
    missing: () => opened?.missing?.() ?? [],
    about: options => call(options?.signal, async store => store.about?.(options)),
    changes: signal => changesOnceOpen(get, signal),
    close: async () => {
      isClosed = true;
      await opening?.then(store => store.close()).catch(ignoreUnopened);
    },
  };
}

async function* changesOnceOpen(
  get: () => Promise<RunStore>,
  signal: AbortSignal,
): AsyncGenerator<Change, void> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      const store = await get();
      yield { type: 'changed' };
      yield* store.changes(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      yield { type: 'error', error };
    }
    await sleep(doublingMs(tries, firstRetryMs, mostRetryMs), signal);
  }
}

function ignoreUnopened(error: unknown): void {
  if (!(error instanceof InspectorError)) throw error;
}
