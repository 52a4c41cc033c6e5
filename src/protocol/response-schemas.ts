import * as v from 'valibot';
import { sortFields } from '../contract/lists/sort.ts';
import { optionalPayload } from './run-event-schema.ts';
import { kindSchema, runSummarySchema, statusSchema } from './run-schema.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const text = v.string();
const optionalText = v.optional(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const runListSchema = v.object({
  data: v.array(runSummarySchema),
  nextCursor: v.nullable(text),
  scanned: v.optional(v.object({ read: count, total: count })),
});

export const countsSchema = v.object({
  total: count,
  counts: v.object(v.entriesFromList(statusSchema.options, v.optional(count))),
});

export const workflowListSchema = v.object({
  data: v.array(
    v.object({
      name: text,
      kind: kindSchema,
      total: count,
      failed: count,
      active: count,
      lastCreatedAt: v.optional(wireTimeSchema),
      isOffered: v.optional(v.literal(true)),
    }),
  ),
});

export const suggestionsSchema = v.object({ data: v.array(text) });

export const lateRunsSchema = v.object({ data: v.array(text), position: text });

export const cancelAnswerSchema = v.object({
  result: v.picklist(['requested', 'canceled', 'already-finished', 'refused', 'unsupported']),
  status: v.optional(statusSchema),
  reason: optionalText,
});

export const markListSchema = v.object({
  data: v.array(
    v.object({
      failureId: text,
      kind: v.picklist(['known', 'muted']),
      note: optionalText,
      ticket: optionalText,
      mutedUntil: v.optional(wireTimeSchema),
      mutedForCount: v.optional(count),
      by: optionalText,
      at: wireTimeSchema,
      shown: v.object({ firstAt: wireTimeSchema, lastAt: wireTimeSchema, count }),
    }),
  ),
});

export const markAnswerSchema = v.object({
  result: v.picklist(['done', 'refused', 'unsupported']),
  reason: optionalText,
});

export const startAnswerSchema = v.object({
  id: text,
  already: v.optional(v.boolean()),
  /** Who sent the earlier request, for a client that may read. */
  by: optionalText,
});

export const ingestAnswerSchema = v.object({
  isNew: v.boolean(),
  refused: v.array(v.object({ id: text, reason: text })),
  cancelRequested: v.array(text),
});

export const claimAnswerSchema = v.object({ starts: v.array(v.object({ id: text, workflow: text })) });

export const beginsAnswerSchema = v.object({
  begun: v.array(v.object({ id: text, input: optionalPayload })),
  refused: v.array(text),
});

export const writerRequestsSchema = v.object({ cancelRequested: v.array(text) });

export const healthSchema = v.object({
  status: v.picklist(['ok', 'failing']),
  version: text,
  store: v.object({ kind: text, ok: v.boolean(), ms: v.number(), problem: optionalText }),
});

export const serverSchema = v.object({
  name: v.literal('runlens'),
  version: text,
  scopes: v.array(text),
  can: v.object({
    cancel: v.boolean(),
    kill: v.boolean(),
    start: v.boolean(),
    startHook: v.boolean(),
    live: v.boolean(),
    sorts: v.array(v.picklist(sortFields)),
  }),
});
