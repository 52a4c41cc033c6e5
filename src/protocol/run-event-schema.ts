import * as v from 'valibot';
import type { JsonText, RunEvent } from '../contract/run-events.ts';
import { toJsonText } from '../model/payload/payload-text.ts';
import { recordedAgain, recordedOnce } from '../model/run-fields.ts';
import {
  fieldEntries,
  finiteSchema,
  optionalEntries,
  spanEventSchema,
  spanStatusSchema,
  usageItemSchema,
} from './run-schema.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const text = v.string();
const optionalText = v.optional(v.string());
const optionalTime = v.optional(wireTimeSchema);
const id = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(500, 'must be 500 characters at most'),
);

const toCompactText = (value: unknown): JsonText => toJsonText(value, { indent: 0 });

/** Any JSON value, as JSON text. An absent key means "not recorded". */
const payload = v.pipe(v.unknown(), v.transform(toCompactText));
export const optionalPayload = v.optional(payload);
const attributes = v.optional(
  v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform(value => toCompactText(value)),
  ),
);

const runEntries = {
  status: optionalText,
  ...optionalEntries(recordedAgain),
  input: optionalPayload,
  output: optionalPayload,
  error: v.optional(
    v.object({
      value: optionalPayload,
      name: optionalText,
      message: optionalText,
      code: optionalText,
      stack: optionalText,
      stepId: optionalText,
      stepName: optionalText,
    }),
  ),
  usage: v.optional(v.array(usageItemSchema)),
  cancelOutcome: optionalText,
} as const;

export const runEventSchema = v.variant('type', [
  v.object({ type: v.literal('run-created'), ...fieldEntries(recordedOnce), id, ...runEntries }),
  v.object({ type: v.literal('run-changed'), id, ...runEntries }),
  v.object({
    type: v.literal('step-put'),
    runId: id,
    id,
    parentId: optionalText,
    name: text,
    stepType: text,
    status: text,
    attempt: finiteSchema,
    startedAt: optionalTime,
    finishedAt: optionalTime,
    input: optionalPayload,
    output: optionalPayload,
    error: optionalPayload,
  }),
  v.object({
    type: v.literal('span-put'),
    runId: id,
    id,
    parentId: optionalText,
    name: text,
    kind: text,
    startAt: wireTimeSchema,
    endAt: optionalTime,
    status: spanStatusSchema,
    attributes,
    events: v.optional(v.array(spanEventSchema)),
  }),
  v.object({
    type: v.literal('log-added'),
    runId: id,
    at: wireTimeSchema,
    level: text,
    message: text,
    spanId: optionalText,
    attributes,
  }),
  v.object({ type: v.literal('message-put'), runId: id, id, message: payload }),
]) satisfies v.GenericSchema<unknown, RunEvent>;
