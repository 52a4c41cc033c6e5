import type { RunInclude } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { type Member, withName } from './member.ts';
import { joinErrors, queryMembers, type Use } from './query-members.ts';

export type Address = { readonly member: Member; readonly id: string };

/** The member and the id of an address; `undefined` for a bare id. */
export function parseAddress(address: string, members: readonly Member[]): Address | undefined {
  const member = members.find(({ name }) => address.startsWith(`${name}/`));
  return member && { member, id: address.slice(member.name.length + 1) };
}

type Options = {
  readonly include?: RunInclude;
  readonly signal?: AbortSignal;
  readonly patienceMs: number;
};

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

export type FoundRun = { readonly member: Member; readonly run: Run };

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
