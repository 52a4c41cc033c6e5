import * as v from 'valibot';
import { runIdPattern, runIdWords } from '../contract/run-ids.ts';
import { markLimits } from '../model/failure/memory/failure-mark.ts';
import { textFields } from '../model/query/fields.ts';
import { apiLimits } from './api-limits.ts';
import { runEventSchema } from './run-event-schema.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const text = v.string();
const optionalText = v.optional(text);

/** A whole number as text. */
function limitOf(most: number) {
  return v.optional(
    v.pipe(
      v.string(),
      v.metadata({ type: 'integer', minimum: 1, maximum: most }),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const limit = Number(dataset.value);
        if (/^\d+$/.test(dataset.value) && limit >= 1 && limit <= most) return limit;
        addIssue({ message: `must be a whole number from 1 to ${most}` });
        return NEVER;
      }),
    ),
  );
}

function textUpTo(most: number) {
  return v.pipe(v.string(), v.maxLength(most, `must be ${most} characters at most`));
}

const filter = v.optional(textUpTo(apiLimits.filterChars));
/** The name of a workflow or a user, or a run's id. */
const name = textUpTo(500);
const count = v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(0, 'must be 0 or more'));

export const runIdSchema = v.object({ id: text });

export const runsQuerySchema = v.strictObject({
  filter,
  sort: optionalText,
  limit: limitOf(apiLimits.topRuns),
  cursor: optionalText,
  now: v.optional(wireTimeSchema),
  usual: v.optional(v.picklist(['true', 'false'])),
});

export const failuresQuerySchema = v.strictObject({
  filter,
  bucket: v.optional(v.picklist(['minute', 'hour', 'day'])),
  vote: v.optional(v.picklist(['true', 'false'])),
  cursor: optionalText,
  now: v.optional(wireTimeSchema),
});

export const explanationQuerySchema = v.strictObject({
  filter,
  now: v.optional(wireTimeSchema),
});

export const lateRunsQuerySchema = v.strictObject({
  after: optionalText,
  limit: limitOf(apiLimits.pageRuns),
});
export const runQuerySchema = v.strictObject({ include: optionalText });
export const stepsQuerySchema = v.strictObject({ limit: limitOf(apiLimits.pageSteps), cursor: optionalText });
export const traceQuerySchema = v.strictObject({ limit: limitOf(apiLimits.pageSpans), cursor: optionalText });
export const suggestQuerySchema = v.strictObject({
  field: v.picklist([...textFields, 'status', 'input', 'output']),
  path: v.optional(textUpTo(apiLimits.filterChars)),
  prefix: optionalText,
});
export const cancelBodySchema = v.strictObject({ by: v.optional(name) });

export const failureIdSchema = v.object({
  id: v.pipe(textUpTo(markLimits.failureId), v.regex(/^[\w.-]+$/, 'must be the id of a group of failures')),
});
export const markBodySchema = v.strictObject({
  kind: v.picklist(['known', 'muted']),
  note: v.optional(textUpTo(markLimits.note)),
  ticket: v.optional(textUpTo(markLimits.ticket)),
  mutedUntil: v.optional(wireTimeSchema),
  mutedForCount: v.optional(count),
  shown: v.strictObject({ firstAt: wireTimeSchema, lastAt: wireTimeSchema, count }),
  by: v.optional(name),
});
export const unmarkBodySchema = v.strictObject({});
const workflowName = v.pipe(name, v.minLength(1, 'must not be empty'));
export const startBodySchema = v.strictObject({
  workflow: workflowName,
  input: v.optional(v.unknown()),
  trigger: v.optional(v.picklist(['api', 'cli'])),
  by: v.optional(name),
  retryOf: v.optional(name),
  id: v.optional(v.pipe(text, v.regex(runIdPattern, `must be ${runIdWords}`))),
});

const writer = v.pipe(text, v.regex(/^[\w-]{1,100}$/, 'must be 1 to 100 letters, digits, "_" or "-"'));

export const writerIdSchema = v.object({ id: writer });

const tooMany = `must have ${apiLimits.offers} items at most`;
export const claimBodySchema = v.strictObject({
  /** `room`: the number of runs that may begin now. */
  offers: v.pipe(
    v.array(v.strictObject({ workflow: workflowName, room: count })),
    v.maxLength(apiLimits.offers, tooMany),
  ),
  held: v.optional(v.pipe(v.array(text), v.maxLength(apiLimits.offers, tooMany)), []),
});
export const beginsBodySchema = v.strictObject({
  starts: v.pipe(
    v.array(v.strictObject({ id: text, startedAt: wireTimeSchema })),
    v.maxLength(apiLimits.begins, `must have ${apiLimits.begins} items at most`),
  ),
});

export const ingestBodySchema = v.object({
  writer,
  /** From 1, each stored once; 0 without events is a heartbeat. */
  sequence: count,
  owner: v.optional(v.boolean(), true),
  facts: v.pipe(
    v.array(runEventSchema),
    v.maxLength(apiLimits.batchEvents, `must have ${apiLimits.batchEvents} items at most`),
  ),
});
