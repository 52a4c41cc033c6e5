import { withTimeout } from '../../async/with-timeout.ts';
import {
  type CancelResult,
  type Capabilities,
  type MissingTarget,
  type RunStore,
  sortFields,
  type TargetInfo,
} from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Asked, askMembers, refuseSilence, toMissing, type Use } from './ask-members.ts';
import { askMember, findRun, parseAddress } from './find-run.ts';
import { createMember, type Member, type MemberSource } from './member.ts';
import { mergeChanges } from './merge-changes.ts';
import { addCounts, mergeSuggestions, mergeWorkflows } from './merge-lists.ts';
import { createPageReader } from './page-reader.ts';
import { readTopPage } from './top-page.ts';

export type MergedStoreOptions = {
  /** Their names are all different. */
  readonly members: readonly MemberSource[];
  readonly target: TargetInfo;
  /** How long a member is waited for that has not answered when another has. */
  readonly patienceMs?: number;
  /** How long it takes until a member is tried again that could not be followed. */
  readonly retryMs?: number;
};

/** What is at hand opens within this time; what does not is opened when it is asked. */
const openingMs = 100;

/**
 * Several stores as one: each run has its `target`, and addresses are `target/id`. A member that cannot be
 * opened, or does not answer, is left out and told of; a call rejects only when none of them answers.
 */
export async function openMergedStore(options: MergedStoreOptions): Promise<RunStore> {
  const { target, patienceMs = 3_000, retryMs = 2_000 } = options;
  const members = options.members.map(createMember);
  let isClosed = false;
  let missing: readonly MissingTarget[] = [];

  function checkOpen(): void {
    if (isClosed) throw new InspectorError('conflict', `${target.name} was closed`);
  }

  async function askAll<T>(use: Use<T>, signal: AbortSignal | undefined): Promise<readonly T[]> {
    checkOpen();
    const asked: Asked<T> = await askMembers(members, use, { signal, patienceMs });
    refuseSilence(asked);
    missing = toMissing(asked.missing);
    return [...asked.answers.values()];
  }

  /** Asks the member that has the run; `undefined` where none has it. */
  async function askRun<T>(
    address: string,
    signal: AbortSignal | undefined,
    ask: (store: RunStore, id: string) => Promise<T>,
  ): Promise<T | undefined> {
    checkOpen();
    const found = await locate(address, members, { signal, patienceMs });
    if (!found) return undefined;
    const { member, id } = found;
    return askMember(member, async () => ask(await member.store(), id), signal);
  }

  const readPage = createPageReader(members, patienceMs);
  await withTimeout(Promise.allSettled(members.map(member => member.store())), openingMs);

  return {
    target,
    get can() {
      return capabilitiesOf(members);
    },
    missing: () => missing,
    async listRuns(query, listing) {
      checkOpen();
      const isNewestFirst = listing.sort.field === 'created' && listing.sort.descending;
      const page = await (isNewestFirst
        ? readPage(query, listing)
        : readTopPage(members, query, listing, patienceMs));
      missing = page.missing ?? [];
      return page;
    },
    counts: async ({ signal } = {}) =>
      addCounts(await askAll((store, ending) => store.counts({ signal: ending }), signal)),
    workflows: async ({ signal } = {}) =>
      mergeWorkflows(await askAll((store, ending) => store.workflows({ signal: ending }), signal)),
    suggest: async (field, prefix, { signal } = {}) =>
      mergeSuggestions(
        await askAll((store, ending) => store.suggest(field, prefix, { signal: ending }), signal),
      ),
    async getRun(address, { include, signal } = {}) {
      checkOpen();
      return (await findRun(address, members, { include, signal, patienceMs }))?.run;
    },
    getTrace: (address, { signal, ...paging } = {}) =>
      askRun(address, signal, (store, id) => store.getTrace(id, { ...paging, signal })),
    cancelRun: async (address, { by, signal } = {}) =>
      (await askRun(address, signal, (store, id) => store.cancelRun(id, { by, signal }))) ?? notFound,
    killRun: async (address, { signal } = {}) =>
      (await askRun(address, signal, (store, id) => killIn(store, id, signal))) ?? notFound,
    async startRun() {
      checkOpen();
      return { type: 'refused', reason: 'these are several targets: name the one that is to start it' };
    },
    async *changes(signal) {
      checkOpen();
      yield* mergeChanges(members, signal, retryMs);
    },
    async close() {
      isClosed = true;
      await Promise.all(members.map(member => member.close()));
    },
  };
}

const notFound: CancelResult = { type: 'not-found' };

async function killIn(store: RunStore, id: string, signal: AbortSignal | undefined): Promise<CancelResult> {
  return (await store.killRun?.(id, { signal })) ?? { type: 'unsupported' };
}

async function locate(
  address: string,
  members: readonly Member[],
  options: { readonly signal?: AbortSignal; readonly patienceMs: number },
) {
  const named = parseAddress(address, members);
  if (named) return named;
  const found = await findRun(address, members, options);
  return found && { member: found.member, id: found.run.id };
}

/**
 * What those can that are open: to cancel is asked of the run's own target, the rest has to hold for all of
 * them.
 */
function capabilitiesOf(members: readonly Member[]): Capabilities {
  const all = members.flatMap(member => member.opened()?.can ?? []);
  const areUnknown = all.length < members.length;
  return {
    cancel: areUnknown || all.some(can => can.cancel),
    kill: all.some(can => can.kill),
    start: false,
    live: all.every(can => can.live),
    sorts: sortFields.filter(field => all.every(can => can.sorts.includes(field))),
  };
}
