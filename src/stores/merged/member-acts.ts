import {
  mayHaveHook,
  readStarts,
  startsByItself,
  startsNothing,
} from '../../contract/reading/target-starts.ts';
import type { RunInclude, RunStore, TargetStarts } from '../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { VerbResult } from '../../contract/verbs.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import {
  joinErrors,
  type Member,
  type QueryOptions,
  queryMembers,
  throwIfNoneAnswered,
  type Use,
  withName,
} from './query-members.ts';

/** Calls the member that has the run, with the run's id there; `undefined` where none has it. */
export type CallForRun = <T>(
  address: string,
  signal: AbortSignal | undefined,
  use: (store: RunStore, id: string, target: string) => Promise<T>,
) => Promise<T | undefined>;

type MemberActs = Pick<RunStore, 'cancelRun' | 'killRun' | 'startRun' | 'restartRun' | 'performVerb'>;

export function createMemberActs(
  callForRun: CallForRun,
  checkOpen: () => void,
  startNew: (request: StartRequest, signal: AbortSignal | undefined) => Promise<StartResult>,
): MemberActs {
  const orNotFound = async <T>(result: Promise<T | undefined>) => (await result) ?? notFound;
  const startThere = (
    address: string,
    signal: AbortSignal | undefined,
    start: (store: RunStore, id: string) => Promise<StartResult>,
  ): Promise<StartResult> =>
    orNotFound(
      callForRun(address, signal, async (store, id, target) => withAddress(await start(store, id), target)),
    );
  return {
    cancelRun: (address, { by, signal } = {}) =>
      orNotFound(callForRun(address, signal, (store, id) => store.cancelRun(id, { by, signal }))),
    killRun: (address, { signal } = {}) => {
      const kill = async (store: RunStore, id: string) => store.killRun?.(id, { signal }) ?? unsupported;
      return orNotFound(callForRun(address, signal, kill));
    },
    startRun: async (request, { signal } = {}) => {
      checkOpen();
      const { retryOf } = request;
      if (retryOf === undefined) return startNew(request, signal);
      return startThere(retryOf, signal, (store, id) =>
        store.startRun({ ...request, retryOf: id }, { signal }),
      );
    },
    restartRun: (address, options = {}) => {
      const restart = async (store: RunStore, id: string) => store.restartRun?.(id, options) ?? unsupported;
      return startThere(address, options.signal, restart);
    },
    performVerb: (address, request, { signal } = {}) => {
      const perform = async (store: RunStore, id: string, target: string): Promise<VerbResult> => {
        const done = await store.performVerb?.(id, request, { signal });
        if (done?.type !== 'done' || done.newId === undefined) return done ?? unsupported;
        return { ...done, newId: runAddress({ id: done.newId, target }) };
      };
      return orNotFound(callForRun(address, signal, perform));
    },
  };
}

const notFound = { type: 'not-found' } as const;
const unsupported = { type: 'unsupported' } as const;

/** Makes the id of a started run its address in the merged list. */
function withAddress(result: StartResult, target: string): StartResult {
  return result.type === 'started' ? { ...result, id: runAddress({ id: result.id, target }) } : result;
}

/**
 * Starts a workflow in the one member that offers it, or else in the only one that may start it all the same.
 * Refuses where several might start it; the hint lists the targets that can be named.
 */
export async function startInMember(
  members: readonly Member[],
  request: StartRequest,
  options: QueryOptions,
): Promise<StartResult> {
  const { signal } = options;
  const asked = await queryMembers(members, readStarts, options);
  throwIfNoneAnswered(asked);
  const able = [...asked.answers].filter(([, starts]) => !startsNothing(starts));
  const offering = able.filter(([, { offered }]) => offered.includes(request.workflow));
  const likely = offering.length > 0 ? offering : able.filter(([, starts]) => mayStartUnoffered(starts));
  const names = likely.map(([{ name }]) => name);
  const quoted = `"${safeLine(request.workflow, { maxLength: 60 })}"`;
  const refused = (reason: string): StartResult => ({
    ...{ type: 'refused', reason },
    hint: names.length > 0 ? `name the target that is to start it: ${names.join(', ')}` : undefined,
  });
  if (asked.missing.size > 0)
    return refused(
      `not every target says whether it offers ${quoted} now: ${joinErrors(asked.missing).message}`,
    );
  if (offering.length > 1) return refused(`${names.join(' and ')} offer ${quoted}, and one is to start it`);
  const [only, ...others] = likely;
  if (others.length > 0) return refused(`no running program offers ${quoted} in any of these targets`);
  if (able.length === 0) return { type: 'unsupported' };
  if (!only)
    return { type: 'not-offered', offered: [...new Set(able.flatMap(([, { offered }]) => offered))] };
  const [member] = only;
  const start = async () => (await member.store()).startRun(request, { signal });
  return withAddress(await callMember(member, start, signal), member.name);
}

/** `startsByItself` is also true of an engine that only repeats runs. */
function mayStartUnoffered(starts: TargetStarts): boolean {
  return mayHaveHook(starts) || (starts.can.start && startsByItself(starts));
}

type Address = { readonly member: Member; readonly id: string };

/** The member and the id of an address; `undefined` for a bare id. */
export function parseAddress(address: string, members: readonly Member[]): Address | undefined {
  const member = members.find(({ name }) => address.startsWith(`${name}/`));
  return member && { member, id: address.slice(member.name.length + 1) };
}

type Options = { readonly include?: RunInclude; readonly signal?: AbortSignal; readonly patienceMs: number };

/** Prefixes errors with the member's name. */
export async function callMember<T>(
  member: Member,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw withName(error, member.name);
  }
}

type FoundRun = { readonly member: Member; readonly run: Run };

/** Rejects with a `conflict` for a bare id of several members, with a member's error if no other has it. */
export async function findMergedRun(
  address: string,
  members: readonly Member[],
  { include, signal, patienceMs }: Options,
): Promise<FoundRun | undefined> {
  const named = parseAddress(address, members);
  if (named) {
    const { member, id } = named;
    const work = async () => (await member.store()).getRun(id, { include, signal });
    const run = await callMember(member, work, signal);
    return run && toFound(member, run);
  }
  const read: Use<Run | undefined> = (store, ending) => store.getRun(address, { include, signal: ending });
  const result = await queryMembers(members, read, { signal, patienceMs });
  const found = [...result.answers].flatMap(([member, run]) => (run ? [toFound(member, run)] : []));
  if (found.length > 1) throw ambiguousError(address, found);
  const [only] = found;
  if (!only && result.missing.size > 0) throw joinErrors(result.missing);
  return only;
}

function toFound(member: Member, run: Run): FoundRun {
  return { member, run: { ...run, target: member.name } };
}

function ambiguousError(id: string, found: readonly FoundRun[]): InspectorError {
  const addresses = found.map(({ run }) => runAddress(run));
  return new InspectorError('conflict', `several targets have a run ${id}`, {
    hint: `name one of them: ${addresses.join(', ')}`,
  });
}
