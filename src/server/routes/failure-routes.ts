import type * as v from 'valibot';
import type { FailureChunk } from '../../contract/failures.ts';
import { toCursor, valuesOfCursor } from '../../contract/lists/run-order.ts';
import { failedRuns, readFailureChunk } from '../../contract/reading/read-failures.ts';
import { bucketLengths, type FailureTally } from '../../model/failure/failure-tally.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { hashText } from '../../model/text/hash-text.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import {
  type explanationAnswerSchema,
  type failureListSchema,
  toWireTally,
} from '../../protocol/explanation-schema.ts';
import { toWireExplanation } from '../../protocol/to-wire-explanation.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type Handlers, tagged } from './api-request.ts';

export const failureRoutes: Handlers<'failures' | 'explanation'> = {
  async failures({ context, query, signal, inLane }) {
    const { filter, bucket = 'minute', vote, cursor, now } = query(endpoints.failures.query);
    const bucketMs = bucketLengths[bucket];
    const place: FailurePlace = cursor === undefined ? {} : parseFailurePlace(cursor);
    const matching = joinQueries(filter === undefined ? emptyQuery : parseQuery(filter), failedRuns);
    const options = { now: now ?? context.now(), bucketMs, isVote: vote === 'true', signal };
    const chunk = await inLane('search', () =>
      readFailureChunk(context.served.store, matching, { ...options, cursor: place.part }),
    );
    const { tallies, next } = toFailurePage(chunk, place);
    return tagged({
      data: tallies.map(tally => toWireTally(tally, bucketMs)),
      nextCursor: next ? toCursor([next.part ?? null, next.after ?? null]) : null,
      scanned: chunk.searched,
    } satisfies v.InferInput<typeof failureListSchema>);
  },

  async explanation({ context, query, signal, inLane }) {
    const { filter, now } = query(endpoints.explanation.query);
    const matching = filter === undefined ? emptyQuery : parseQuery(filter);
    const options = { now: now ?? context.now(), signal };
    const found = await inLane('search', async () =>
      context.served.store.explainFailures?.(matching, options),
    );
    if (!found)
      throw new ProblemError('unsupported', 'this server does not compare its runs: its store cannot');
    const { explanation } = found;
    return tagged({
      data: explanation ? toWireExplanation(explanation) : null,
    } satisfies v.InferInput<typeof explanationAnswerSchema>);
  },
};

/** Where a page begins: the store's cursor of its part, and the key of the last tally shown of that part. */
type FailurePlace = { readonly part?: string; readonly after?: string };

/** Splits a part that is longer than a page, by failure and workflow. */
function toFailurePage(
  { tallies, nextCursor, cursor }: FailureChunk,
  { part, after }: FailurePlace,
): { readonly tallies: readonly FailureTally[]; readonly next?: FailurePlace } {
  const next = nextCursor === undefined ? {} : { next: { part: nextCursor } };
  if (after === undefined && pageLength(tallies.map(withKey)) === tallies.length) return { tallies, ...next };
  const remaining = talliesAfter(tallies, after);
  const page = remaining.slice(0, pageLength(remaining));
  const last = page.at(-1);
  const isLast = last === undefined || page.length === remaining.length;
  return {
    tallies: page.map(({ tally }) => tally),
    ...(isLast ? next : { next: { part: cursor ?? part, after: last.key } }),
  };
}

type Keyed = { readonly tally: FailureTally; readonly key: string };

function talliesAfter(tallies: readonly FailureTally[], after = ''): readonly Keyed[] {
  return tallies
    .map(withKey)
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

/** A key is short, because it goes into a URL. */
function withKey(tally: FailureTally): Keyed {
  return { tally, key: `${tally.failure} ${hashText(tally.name)}` };
}

/** At least 1; tallies of one key stay on one page. */
function pageLength(sorted: readonly Keyed[]): number {
  let times = 0;
  const end = sorted.findIndex(({ tally, key }, at) => {
    times += tally.times.length;
    const isFull = at >= apiLimits.pageTallies || times > apiLimits.pageTimes;
    return at > 0 && isFull && key !== sorted[at - 1]?.key;
  });
  return end < 0 ? sorted.length : end;
}

function parseFailurePlace(text: string): FailurePlace {
  const [part, after] = valuesOfCursor(text);
  const isPart = typeof part === 'string';
  const isAfter = typeof after === 'string';
  if (isPart || isAfter) return { ...(isPart && { part }), ...(isAfter && { after }) };
  throw new ProblemError('bad-request', 'cursor: is not one of this list', {
    hint: 'take nextCursor of the page before, as it is',
  });
}
