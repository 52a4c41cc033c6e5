import { offeredNames } from '../../contract/starts/offers.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { InspectorError } from '../../model/errors.ts';
import { runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { callMember } from './find-merged-run.ts';
import type { Member } from './member.ts';
import { joinErrors, type QueryOptions, queryMembers, throwIfNoneAnswered } from './query-members.ts';

/** The id of a new run is its address in the list. */
export function inMember(result: StartResult, target: string): StartResult {
  return result.type === 'started' ? { ...result, id: runAddress({ id: result.id, target }) } : result;
}

/**
 * Starts a workflow in the one member that offers it, or else in the only one that starts any. Where it may
 * be another, it is refused, and the hint says which can be named.
 */
export async function startInMember(
  members: readonly Member[],
  request: StartRequest,
  options: QueryOptions,
): Promise<StartResult> {
  const { signal } = options;
  const asked = await queryMembers(
    members,
    async (store, ending) =>
      store.can.start ? offeredNames(await store.workflows({ signal: ending })) : undefined,
    options,
  );
  throwIfNoneAnswered(asked);
  const able = [...asked.answers].filter(([, offered]) => offered !== undefined).map(([member]) => member);
  const offering = able.filter(member => asked.answers.get(member)?.includes(request.workflow));
  const likely = offering.length > 0 ? offering : able;
  const [only, ...others] = likely;
  if (!only && asked.missing.size === 0) return { type: 'unsupported' };
  if (only && others.length === 0 && asked.missing.size === 0) {
    const start = async () => (await only.store()).startRun(request, { signal });
    return inMember(await callMember(only, start, signal), only.name);
  }
  const reason = whyUnclear(request, offering, asked.missing);
  const names = likely.map(({ name }) => name).join(', ');
  return { type: 'refused', reason, hint: `name the target that is to start it: ${names}` };
}

function whyUnclear(
  { workflow }: StartRequest,
  offering: readonly Member[],
  missing: ReadonlyMap<Member, InspectorError>,
): string {
  const quoted = `"${safeLine(workflow, { maxLength: 60 })}"`;
  if (missing.size > 0)
    return `not every target says whether it offers ${quoted} now: ${joinErrors(missing).message}`;
  if (offering.length === 0) return `no running program offers ${quoted} in any of these targets`;
  return `${offering.map(({ name }) => name).join(' and ')} offer ${quoted}, and one is to start it`;
}
