import * as v from 'valibot';
import type { FailureTally } from '../model/failure/failure-tally.ts';
import { relations } from '../model/share/shared-value.ts';
import { errorSummarySchema } from './run-schema.ts';
import { toWireTime } from './wire-time.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const splitSchema = v.object({ failed: count, failedTotal: count, others: count, othersTotal: count });

export const sharedValueSchema = v.object({
  /** As it is written before a value: `actor`, `input.plan`. */
  field: v.string(),
  /** Absent for any value of the field. */
  text: v.optional(v.string()),
  /** How the field relates to the text where they are not equal; `*`: the field begins with the text. */
  is: v.optional(v.picklist(relations)),
  /** What the filter language calls the field: a name, or a path into the input. */
  filterField: v.optional(v.string()),
  inputPath: v.optional(v.array(v.string())),
});

export const valueSetSchema = v.object({
  /** Values that the same runs have. */
  values: v.array(sharedValueSchema),
  /** Whether the set is of the runs without the field. */
  isAbsent: v.boolean(),
  split: splitSchema,
  g: v.number(),
});

const rateSchema = v.object({ failed: count, runs: count });
const badSchema = v.object({ id: v.string(), at: wireTimeSchema, end: v.literal('failed') });
const goodSchema = v.object({ id: v.string(), at: wireTimeSchema, end: v.literal('success') });

/** Runs that ended after the last failure, or after the failing ended; absent where there are none. */
const laterSchema = v.optional(
  v.object({
    runs: count,
    succeeded: count,
    failed: count,
    /** Whether more runs ended than these, the newest ones. */
    isMore: v.boolean(),
    lastBadAt: wireTimeSchema,
    /** Whether they fail less: the rates then end with the last failure. */
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
  }),
  v.object({ type: v.literal('unchanged'), all: rateSchema, later: laterSchema }),
]);

export const explanationSchema = v.object({
  shared: v.object({
    /** The cause that separates best first; each leaves out the runs of those before. */
    causes: v.array(
      v.object({
        sets: v.array(valueSetSchema),
        split: splitSchema,
        /** The newest failed runs that have the cause, at most 100. */
        failedIds: v.optional(v.array(v.string())),
      }),
    ),
    /** What separates best by G alone, whether it may be chance or not. */
    ranked: v.array(valueSetSchema),
    /** Where nothing is announced, a number with which runs fail more and more. */
    tendency: v.optional(valueSetSchema),
    failed: count,
    others: count,
    candidates: count,
    leftOut: v.array(v.string()),
  }),
  /** The runs from which `shared` is found: all of them, or a sample. */
  there: v.object({
    failed: count,
    others: count,
    isMoreFailed: v.boolean(),
    isMoreOthers: v.boolean(),
    /** The time in which runs fail more, where only that is compared. */
    from: v.optional(wireTimeSchema),
    to: v.optional(wireTimeSchema),
  }),
  /** The failed run that was created last. */
  lastBad: v.optional(badSchema),
  since: v.optional(sinceSchema),
  /** Whether `since` knows all runs up to the last failure. */
  isWhole: v.boolean(),
});

/** Null where no run has failed. */
export const explanationAnswerSchema = v.object({ data: v.nullable(explanationSchema) });

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
