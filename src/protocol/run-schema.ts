import * as v from 'valibot';
import type { RunError } from '../model/run.ts';
import {
  type FieldKind,
  type FieldName,
  type FieldsWith,
  runFields,
  sentFields,
} from '../model/run-fields.ts';
import { knownStatuses } from '../model/status.ts';
import { wireTimeSchema } from './wire-time-schema.ts';

const optionalTime = v.optional(wireTimeSchema);
const optionalText = v.optional(v.string());
/** JSON can write a number that is too large to be one: `1e999`. */
export const finiteSchema = v.pipe(v.number(), v.finite('must be a finite number'));
const count = v.optional(finiteSchema);
export const statusSchema = v.picklist([...knownStatuses, 'unknown']);
export const kindSchema = v.picklist(['workflow', 'agent']);
const attributes = v.record(v.string(), v.unknown());

export const triggerSchema = v.object({
  type: v.string(),
  label: v.string(),
  raw: v.string(),
  at: optionalTime,
});

export const errorSummarySchema = v.object({
  ...{ name: optionalText, message: v.string(), step: optionalText, code: optionalText },
  cause: v.optional(v.object({ name: optionalText, message: v.string() })),
  failure: optionalText,
});

const kinds = {
  id: v.string(),
  text: v.string(),
  texts: v.array(v.string()),
  time: wireTimeSchema,
  number: finiteSchema,
  flag: v.boolean(),
  kind: kindSchema,
  status: statusSchema,
  trigger: triggerSchema,
  error: errorSummarySchema,
  usual: v.object({ medianMs: v.number(), p95Ms: v.number() }),
  settled: v.object({
    by: v.string(),
    at: wireTimeSchema,
    how: v.picklist(['retry', 'key', 'schedule', 'input']),
  }),
} as const satisfies Readonly<Record<FieldKind, v.GenericSchema>>;

type SchemaOf<Name extends FieldName> = (typeof kinds)[(typeof runFields)[Name]['kind']];
type Optional<Name extends FieldName> = v.OptionalSchema<SchemaOf<Name>, undefined>;
type Required<Name extends FieldName> =
  Name extends FieldsWith<{ isRequired: true }> ? SchemaOf<Name> : Optional<Name>;

export function fieldEntries<Name extends FieldName>(names: readonly Name[]) {
  const entries = names.map(name => {
    const schema = kinds[runFields[name].kind];
    return [name, 'isRequired' in runFields[name] ? schema : v.optional(schema)];
  });
  return Object.fromEntries(entries) as { readonly [Field in Name]: Required<Field> };
}

/** Each may be absent. */
export function optionalEntries<Name extends FieldName>(names: readonly Name[]) {
  const entries = names.map(name => [name, v.optional(kinds[runFields[name].kind])]);
  return Object.fromEntries(entries) as { readonly [Field in Name]: Optional<Field> };
}

const summaryEntries = fieldEntries(sentFields);

export const runSummarySchema = v.object(summaryEntries);

/** An absent `value` means that no payload was recorded. */
export const runErrorSchema = v.pipe(
  v.object({
    value: v.optional(v.unknown()),
    name: optionalText,
    message: optionalText,
    code: optionalText,
    stack: optionalText,
    stepId: optionalText,
  }),
  v.transform(({ value, ...rest }): RunError => ({ value, ...rest })),
);

export const usageItemSchema = v.object({
  name: v.string(),
  kind: v.picklist(['duration', 'model', 'service', 'other']),
  quantity: count,
  unit: optionalText,
  costUsd: count,
  inputTokens: count,
  outputTokens: count,
});

const toolCallSchema = v.object({
  id: v.string(),
  name: v.string(),
  arguments: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
  error: v.optional(runErrorSchema),
  durationMs: count,
});

export const messageSchema = v.object({
  id: v.string(),
  role: v.string(),
  at: optionalTime,
  content: v.optional(v.unknown()),
  thought: optionalText,
  toolCalls: v.optional(v.array(toolCallSchema)),
  error: v.optional(runErrorSchema),
});

export const stepSchema = v.object({
  id: v.string(),
  parentId: optionalText,
  name: v.string(),
  type: v.string(),
  status: statusSchema,
  attempt: v.number(),
  startedAt: optionalTime,
  finishedAt: optionalTime,
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: v.optional(runErrorSchema),
});

export const stepPageSchema = v.object({
  data: v.array(v.object({ place: v.number(), step: stepSchema })),
  nextCursor: optionalText,
});

export const spanEventSchema = v.object({ name: v.string(), at: wireTimeSchema, attributes });

export const spanStatusSchema = v.picklist(['ok', 'error', 'unset']);

export const spanSchema = v.object({
  id: v.string(),
  parentId: optionalText,
  name: v.string(),
  kind: v.string(),
  startAt: wireTimeSchema,
  endAt: optionalTime,
  status: spanStatusSchema,
  attributes,
  events: v.array(spanEventSchema),
});

export const logSchema = v.object({
  at: wireTimeSchema,
  level: v.string(),
  message: v.string(),
  spanId: optionalText,
  attributes,
});

export const tracePageSchema = v.object({
  spans: v.array(spanSchema),
  logs: v.array(logSchema),
  nextCursor: optionalText,
  spanTotal: v.number(),
  logTotal: v.number(),
});

/** A part that was not recorded has no key, which is not `null`. */
export const runSchema = v.object({
  ...summaryEntries,
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: v.optional(runErrorSchema),
  usage: v.array(usageItemSchema),
  cancel: v.optional(v.object({ requestedAt: wireTimeSchema, by: optionalText, outcome: optionalText })),
  retries: v.optional(v.array(v.string())),
  raw: v.optional(attributes),
  messages: v.optional(v.array(messageSchema)),
  steps: v.optional(v.array(stepSchema)),
  trace: v.optional(tracePageSchema),
});
