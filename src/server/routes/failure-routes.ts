import type * as v from 'valibot';
import { failedRuns, readFailureChunk } from '../../contract/read-failures.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import type { failureListSchema } from '../../protocol/failure-schema.ts';
import { toWireTally } from '../../protocol/to-wire-tally.ts';
import { type Handlers, tagged } from '../api-request.ts';
import { type FailurePlace, formatFailurePlace, parseFailurePlace, toFailurePage } from './failure-page.ts';

export const failureRoutes: Handlers<'failures'> = {
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
      nextCursor: next ? formatFailurePlace(next) : null,
      scanned: chunk.searched,
    } satisfies v.InferInput<typeof failureListSchema>);
  },
};
