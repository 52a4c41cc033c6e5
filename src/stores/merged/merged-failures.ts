import type { FailureChunk, FailuresOptions } from '../../contract/failures.ts';
import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { readFailureChunk } from '../../contract/reading/read-failures.ts';
import { InspectorError } from '../../model/errors.ts';
import type { FailureTally } from '../../model/failure/failure-tally.ts';
import type { Query } from '../../model/query/query.ts';
import { addScanned, formatMergedCursor, type MemberPlace, parseMergedCursor } from './merged-cursor.ts';
import { type Member, queryMembers, throwIfNoneAnswered, toMissing } from './query-members.ts';

/** A member that does not answer is left out from then on; later parts report it as missing. */
export async function readMergedFailures(
  members: readonly Member[],
  query: Query,
  options: FailuresOptions,
  patienceMs: number,
): Promise<FailureChunk> {
  const { cursor, signal } = options;
  const names = members.map(({ name }) => name);
  const places = cursor === undefined ? [] : parseMergedCursor(cursor, names).places;
  const byMember = new Map(members.map((member, at) => [member, places[at] ?? firstPlace(member)]));
  const open = members.filter(member => byMember.get(member)?.state === 'open');
  const result = await queryMembers(
    open,
    (store, ending, member) =>
      readFailureChunk(store, query, { ...options, cursor: byMember.get(member)?.cursor, signal: ending }),
    { signal, patienceMs, hasAnswer: open.length < members.length },
  );
  if (cursor === undefined) throwIfNoneAnswered(result);
  for (const [member, chunk] of result.answers) byMember.set(member, placeAfter(member, chunk));
  for (const member of result.missing.keys())
    byMember.set(member, {
      ...firstPlace(member),
      ...byMember.get(member),
      state: 'out',
      hasGap: cursor !== undefined,
    });
  return toChunk([...byMember.values()], result);
}

type Answers = Awaited<ReturnType<typeof queryMembers<FailureChunk>>>;

function toChunk(places: readonly MemberPlace[], { answers, missing }: Answers): FailureChunk {
  const known = new Map(toMissing(missing).map(one => [one.target, one]));
  const out = places.filter(({ state }) => state === 'out');
  const away = out.map(place => known.get(place.name) ?? leftOut(place));
  const searched = addScanned(places);
  return {
    tallies: [...answers].flatMap(([{ name }, chunk]) => chunk.tallies.map(tally => stamp(tally, name))),
    ...(searched ? { searched } : {}),
    ...(places.some(({ state }) => state === 'open') ? { nextCursor: formatMergedCursor({ places }) } : {}),
    ...(away.length > 0 ? { missing: away } : {}),
  };
}

function leftOut({ name, hasGap }: MemberPlace): MissingTarget {
  const message = hasGap
    ? 'it did not answer for a while: some of its failures are left out'
    : 'it did not answer when counting began';
  return {
    target: name,
    error: new InspectorError('unreachable', message, { hint: 'count again to have all' }),
  };
}

function firstPlace({ name }: Member): MemberPlace {
  return { name, state: 'open', hasGap: false };
}

function placeAfter({ name }: Member, { nextCursor, searched }: FailureChunk): MemberPlace {
  const state = nextCursor === undefined ? 'done' : 'open';
  return { name, state, hasGap: false, cursor: nextCursor, ...(searched ? { scanned: searched } : {}) };
}

function stamp({ first, last, ...tally }: FailureTally, target: string): FailureTally {
  return { ...tally, first: { ...first, target }, last: { ...last, target } };
}
