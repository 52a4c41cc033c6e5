import type * as v from 'valibot';
import { failedRuns, readFailureChunk } from '../../contract/failures/read-failures.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import type { explanationAnswerSchema } from '../../protocol/explanation-schema.ts';
import type { failureListSchema } from '../../protocol/failure-schema.ts';
import { toWireExplanation } from '../../protocol/to-wire-explanation.ts';
import { toWireTally } from '../../protocol/to-wire-tally.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type Handlers, tagged } from './api-request.ts';
import { type FailurePlace, formatFailurePlace, parseFailurePlace, toFailurePage } from './failure-page.ts';

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
      nextCursor: next ? formatFailurePlace(next) : null,
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
