import type { RunInclude } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { askMembers, joinErrors } from './ask-members.ts';
import { type Member, withName } from './member.ts';

export type Address = { readonly member: Member; readonly id: string };

/** Which member's run an address names; `undefined` for a bare id. */
export function parseAddress(address: string, members: readonly Member[]): Address | undefined {
  const member = members.find(({ name }) => address.startsWith(`${name}/`));
  return member && { member, id: address.slice(member.name.length + 1) };
}

type Options = {
  readonly include?: RunInclude;
  readonly signal?: AbortSignal;
  readonly patienceMs: number;
};

/** Asks one member; its failure is told with its name. */
export async function askMember<T>(member: Member, ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await ask();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw withName(error, member.name);
  }
}

export type FoundRun = { readonly member: Member; readonly run: Run };

/**
 * Looks for a run by its address or its bare id. Rejects with a `conflict` when several members have a run of
 * the id, and with what a member said when nobody else has it and that one could not be asked.
 */
export async function findRun(
  address: string,
  members: readonly Member[],
  { include, signal, patienceMs }: Options,
): Promise<FoundRun | undefined> {
  const named = parseAddress(address, members);
  if (named) {
    const { member, id } = named;
    const ask = async () => (await member.store()).getRun(id, { include, signal });
    const run = await askMember(member, ask, signal);
    return run && { member, run: { ...run, target: member.name } };
  }
  const asked = await askMembers(
    members,
    (store, ending) => store.getRun(address, { include, signal: ending }),
    {
      signal,
      patienceMs,
    },
  );
  const found = [...asked.answers].flatMap(([member, run]) =>
    run ? [{ member, run: { ...run, target: member.name } }] : [],
  );
  if (found.length > 1) throw foundInSeveral(address, found);
  const [only] = found;
  if (!only && asked.missing.size > 0) throw joinErrors(asked.missing);
  return only;
}

function foundInSeveral(id: string, found: readonly FoundRun[]): InspectorError {
  const addresses = found.map(({ run }) => runAddress(run));
  return new InspectorError('conflict', `several targets have a run ${id}`, {
    hint: `name one of them: ${addresses.join(', ')}`,
  });
}
