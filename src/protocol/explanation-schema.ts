import * as v from 'valibot';
import type { FailureTally } from '../model/failure/failure-tally.ts';
import { relations } from '../model/share/shared-value.ts';
import { errorSummarySchema } from './run-schema.ts';
import { toWireTime } from './wire-time.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const splitSchema = v.object({ failed: count, failedTotal: count, others: count, othersTotal: count });

export const sharedValueSchema = v.object({
  field: v.string(),
  text: v.optional(v.string()),
  is: v.optional(v.picklist(relations)),
  filterField: v.optional(v.string()),
  inputPath: v.optional(v.array(v.string())),
});

export const valueSetSchema = v.object({
  values: v.array(sharedValueSchema),
  isAbsent: v.boolean(),
  split: splitSchema,
  g: v.number(),
});

const rateSchema = v.object({ failed: count, runs: count });
const badSchema = v.object({ id: v.string(), at: wireTimeSchema, end: v.literal('failed') });
const goodSchema = v.object({ id: v.string(), at: wireTimeSchema, end: v.literal('success') });

const laterSchema = v.optional(
  v.object({
    runs: count,
    succeeded: count,
    failed: count,
    isMore: v.boolean(),
    lastBadAt: wireTimeSchema,
    isOver: v.boolean(),
  }),
);

export const sinceSchema = v.variant('type', [
  v.object({ type: v.literal('never-succeeded'), all: rateSchema, firstBad: badSchema }),
  v.object({
    type: v.literal('changed'),
    before: rateSchema,
    after: rateSchema,
    lastGood: v.optional(goodSchema),
    firstBad: badSchema,
    later: laterSchema,
    isOfCause: v.optional(v.boolean()),
  }),
  v.object({
    type: v.literal('unchanged'),
    all: rateSchema,
    later: laterSchema,
    isOfCause: v.optional(v.boolean()),
  }),
]);

/** The fields are those of `FailureExplanation`. */
export const explanationSchema = v.object({
  shared: v.object({
    causes: v.array(
      v.object({
        sets: v.array(valueSetSchema),
        split: splitSchema,
        failedIds: v.optional(v.array(v.string())),
      }),
    ),
    ranked: v.array(valueSetSchema),
    tendency: v.optional(valueSetSchema),
    failed: count,
    others: count,
    candidates: count,
    leftOut: v.array(v.string()),
  }),
  there: v.object({
    failed: count,
    others: count,
    isMoreFailed: v.boolean(),
    isMoreOthers: v.boolean(),
    othersSpanMs: v.optional(count),
    from: v.optional(wireTimeSchema),
    to: v.optional(wireTimeSchema),
  }),
  lastBad: v.optional(badSchema),
  since: v.optional(sinceSchema),
  isWhole: v.boolean(),
});

/** Null where no run has failed. */
export const explanationAnswerSchema = v.object({ data: v.nullable(explanationSchema) });

const runAt = v.object({ id: v.string(), at: wireTimeSchema });

export const failureTallySchema = v.object({
  failure: v.string(),
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

/** A time that is longer or shorter than a bucket goes to the bucket in which it begins. */
export function toWireTally(
  { times, first, last, ...tally }: FailureTally,
  bucketMs: number,
): v.InferInput<typeof failureTallySchema> {
  return {
    ...tally,
    first: { id: first.id, at: toWireTime(first.at) },
    last: { id: last.id, at: toWireTime(last.at) },
    times: times.map(([at, count]) => [Math.floor(at / bucketMs), count]),
  };
}

export function fromWireTally(
  { times, ...tally }: v.InferOutput<typeof failureTallySchema>,
  bucketMs: number,
): FailureTally {
  return { ...tally, times: times.map(([bucket, count]) => [bucket * bucketMs, count]) };
}
