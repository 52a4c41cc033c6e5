import type { FailureChunk } from '../../contract/run-store.ts';
import type { FailureTally } from '../../model/failure/failure-tally.ts';
import { tryParseJson } from '../../model/payload/try-parse-json.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { ProblemError } from '../problem-error.ts';

/** Where the next page begins. */
export type FailurePlace = {
  /** The store's cursor of its part. */
  readonly part?: string;
  /** The last tally that was given, of a store that counts everything in one part. */
  readonly after?: string;
};

type FailurePage = { readonly tallies: readonly FailureTally[]; readonly next?: FailurePlace };

/** What a store counted in one part is given in pages, by failure and workflow; its other parts are small. */
export function toFailurePage(
  { tallies, nextCursor }: FailureChunk,
  { part, after }: FailurePlace,
): FailurePage {
  if (nextCursor !== undefined) return { tallies, next: { part: nextCursor } };
  if (part !== undefined || fitsPage(tallies))
    return { tallies: after === undefined ? tallies : rest(tallies, after) };
  const open = rest(tallies, after);
  const page = open.slice(0, pageLength(open));
  const last = page.at(-1);
  return { tallies: page, ...(last && page.length < open.length ? { next: { after: keyOf(last) } } : {}) };
}

function rest(tallies: readonly FailureTally[], after: string | undefined): readonly FailureTally[] {
  const sorted = tallies
    .map(tally => ({ tally, key: keyOf(tally) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  return sorted.flatMap(({ tally, key }) => (after === undefined || key > after ? [tally] : []));
}

function keyOf({ failure, name }: FailureTally): string {
  return `${failure} ${name}`;
}

function fitsPage(tallies: readonly FailureTally[]): boolean {
  return pageLength(tallies) === tallies.length;
}

/** How many fit on a page; one at least. */
function pageLength(tallies: readonly FailureTally[]): number {
  let times = 0;
  const end = tallies.findIndex((tally, at) => {
    times += tally.times.length;
    return at > 0 && (at >= apiLimits.pageTallies || times > apiLimits.pageTimes);
  });
  return end < 0 ? tallies.length : end;
}

export function formatFailurePlace({ part, after }: FailurePlace): string {
  return Buffer.from(JSON.stringify([part ?? null, after ?? null])).toString('base64url');
}

export function parseFailurePlace(text: string): FailurePlace {
  const value = tryParseJson(Buffer.from(text, 'base64url').toString());
  const [part, after]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof part === 'string') return { part };
  if (typeof after === 'string') return { after };
  throw new ProblemError('bad-request', 'cursor: is not one of this list', {
    hint: 'take nextCursor of the page before, as it is',
  });
}
