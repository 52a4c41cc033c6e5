import * as v from 'valibot';
import type { FailedRunAt, FailureTally } from '../model/failure/failure-tally.ts';
import { errorSummarySchema } from './run-schema.ts';
import { toWireTime } from './wire-time.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const runAt = v.object({ id: v.string(), at: wireTimeSchema });

export const failureTallySchema = v.object({
  failure: v.string(),
  /** The name of the workflow or agent. */
  name: v.string(),
  count,
  first: runAt,
  last: runAt,
  /** Pairs: the number of the bucket since 1970, and how many were created in it. */
  times: v.array(v.tuple([v.pipe(v.number(), v.integer()), count])),
  example: errorSummarySchema,
});

export const failureListSchema = v.object({
  data: v.array(failureTallySchema),
  /** Null at the end of the list. */
  nextCursor: v.nullable(v.string()),
  scanned: v.optional(v.object({ read: count, total: count })),
});

/** Times of another length than the bucket's are in the bucket that they begin in. */
export function toWireTally(
  { times, first, last, ...tally }: FailureTally,
  bucketMs: number,
): v.InferInput<typeof failureTallySchema> {
  return {
    ...tally,
    first: toWireRunAt(first),
    last: toWireRunAt(last),
    times: times.map(([at, count]) => [Math.floor(at / bucketMs), count]),
  };
}

function toWireRunAt({ id, at }: FailedRunAt) {
  return { id, at: toWireTime(at) };
}

export function fromWireTally(
  { times, ...tally }: v.InferOutput<typeof failureTallySchema>,
  bucketMs: number,
): FailureTally {
  return { ...tally, times: times.map(([bucket, count]) => [bucket * bucketMs, count]) };
}
