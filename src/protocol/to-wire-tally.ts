import type * as v from 'valibot';
import type { FailedRunAt, FailureTally } from '../model/failure/failure-tally.ts';
import type { failureTallySchema } from './failure-schema.ts';
import { toWireTime } from './wire-time.ts';

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
