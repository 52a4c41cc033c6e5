import { withTimeout } from '../../async/deadline.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { isNewestFirst } from '../../contract/lists/run-order.ts';
import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import { readStarts } from '../../contract/reading/target-starts.ts';
import type { RunStore, TargetStarts } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { addWorkflows } from '../../contract/workflow-info.ts';
import { InspectorError } from '../../model/errors.ts';
import {
  type CallForRun,
  callMember,
  createMemberActs,
  findMergedRun,
  parseAddress,
  startInMember,
} from './member-acts.ts';
import { mergeChanges } from './merge-changes.ts';
import { addCounts, createMergedLateRuns, createMergedMarks, mergeSuggestions } from './merge-lists.ts';
import { readMergedFailures } from './merged-failures.ts';
import { createMergedPageReader, readMergedTopPage } from './merged-page.ts';
import {
  createMember,
  type Member,
  type MemberAnswers,
  type MemberSource,
  queryMembers,
  throwIfNoneAnswered,
  toMissing,
  type Use,
} from './query-members.ts';

type MergedStoreOptions = {
  /** Their names are all different. */
  readonly members: readonly MemberSource[];
  readonly target: TargetInfo;
  readonly patienceMs?: number;
  /** The wait before following a member again that could not be followed. */
  readonly retryMs?: number;
};

/** Opening waits this long for the members; slower ones open in the background. */
const openingMs = 100;

/**
 * Several stores as one: runs have a `target`, addresses are `target/id`. A member that cannot be opened or
 * does not answer is reported as missing; a call rejects only when none of them answers.
 */
export async function openMergedStore(options: MergedStoreOptions): Promise<RunStore> {
  const { target, patienceMs = 3_000, retryMs = 2_000 } = options;
  const members = options.members.map(createMember);
  let isClosed = false;
  let missing: readonly MissingTarget[] = [];

  function checkOpen(): void {
    if (isClosed) throw new InspectorError('conflict', `${target.name} was closed`);
  }

  async function queryAll<T>(use: Use<T>, signal: AbortSignal | undefined): Promise<readonly T[]> {
    checkOpen();
    const result: MemberAnswers<T> = await queryMembers(members, use, { signal, patienceMs });
    throwIfNoneAnswered(result);
    missing = toMissing(result.missing);
    return [...result.answers.values()];
  }

  const callForRun: CallForRun = async (address, signal, use) => {
    checkOpen();
    const found = await locate(address, members, { signal, patienceMs });
    if (!found) return undefined;
    const { member, id } = found;
    return callMember(member, async () => use(await member.store(), id, member.name), signal);
  };

  const readPage = createMergedPageReader(members, patienceMs);
  await withTimeout(Promise.allSettled(members.map(member => member.store())), openingMs);

  return {
    target,
    get can() {
      return capabilitiesOf(members);
    },
    missing: () => missing,
    async listRuns(query, listing) {
      checkOpen();
      const page = await (isNewestFirst(listing.sort)
        ? readPage(query, listing)
        : readMergedTopPage(members, query, listing, patienceMs));
      missing = page.missing ?? [];
      return page;
    },
    async failures(query, options) {
      checkOpen();
      const chunk = await readMergedFailures(members, query, options, patienceMs);
      missing = chunk.missing ?? [];
      return chunk;
    },
    counts: async ({ signal } = {}) =>
      addCounts(await queryAll((store, ending) => store.counts({ signal: ending }), signal)),
    workflows: async ({ signal } = {}) =>
      addWorkflows((await queryAll((store, ending) => store.workflows({ signal: ending }), signal)).flat()),
    suggest: async (field, prefix, { signal } = {}) =>
      mergeSuggestions(
        await queryAll((store, ending) => store.suggest(field, prefix, { signal: ending }), signal),
      ),
    lateRuns: createMergedLateRuns(queryAll),
    failureMarks: createMergedMarks(queryAll, members),
    async getRun(address, { include, signal } = {}) {
      checkOpen();
      return (await findMergedRun(address, members, { include, signal, patienceMs }))?.run;
    },
    getSteps: (address, { signal, ...paging } = {}) =>
      callForRun(address, signal, async (store, id) => store.getSteps?.(id, { ...paging, signal })),
    getTrace: (address, { signal, ...paging } = {}) =>
      callForRun(address, signal, (store, id) => store.getTrace(id, { ...paging, signal })),
    async memberStarts({ signal } = {}) {
      const read: Use<readonly [string, TargetStarts]> = async (store, ending, { name }) => [
        name,
        await readStarts(store, ending),
      ];
      return new Map(await queryAll(read, signal));
    },
    ...createMemberActs(callForRun, checkOpen, (request, signal) =>
      startInMember(members, request, { signal, patienceMs }),
    ),
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

async function locate(
  address: string,
  members: readonly Member[],
  options: { readonly signal?: AbortSignal; readonly patienceMs: number },
) {
  const named = parseAddress(address, members);
  if (named) return named;
  const found = await findMergedRun(address, members, options);
  return found && { member: found.member, id: found.run.id };
}

/** Acts on one run need one member that can; sorts and live changes need all of them. */
function capabilitiesOf(members: readonly Member[]): Capabilities {
  const opened = new Map(
    members.flatMap(member => {
      const can = member.opened()?.can;
      return can ? [[member.name, can] as const] : [];
    }),
  );
  const all = [...opened.values()];
  const isAnyUnopened = all.length < members.length;
  return {
    cancel: isAnyUnopened || all.some(can => can.cancel),
    kill: all.some(can => can.kill),
    start: isAnyUnopened || all.some(can => can.start),
    ...(all.some(can => can.restart) ? { restart: true } : {}),
    live: all.every(can => can.live),
    sorts: sortFields.filter(field => all.every(can => can.sorts.includes(field))),
    ...(isAnyUnopened ? {} : { lacks: lackedByAll(all) }),
    members: opened,
  };
}

function lackedByAll([first, ...others]: readonly Capabilities[]): Capabilities['lacks'] {
  const fields = (first?.lacks?.fields ?? []).filter(field =>
    others.every(({ lacks }) => lacks?.fields.includes(field)),
  );
  return fields.length === 0 ? undefined : { fields, reason: 'none of these targets keeps any' };
}
