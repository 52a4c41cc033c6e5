import * as v from 'valibot';
import { errorSummarySchema } from './run-schema.ts';
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
