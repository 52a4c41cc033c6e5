import * as v from 'valibot';
import { runSchema, stepSchema } from '../protocol/run-schema.ts';
import { wireTimeSchema } from '../protocol/wire-time-schema.ts';

const optionalTime = v.optional(wireTimeSchema);

/** Newer members of a version that adds some are left out, like the manifest, which only people read. */
export const caseSchema = v.object({
  program: v.string(),
  createdAt: wireTimeSchema,
  from: v.array(v.string()),
  runs: v.array(v.unknown()),
});

export const caseRunSchema = v.object({
  ...runSchema.entries,
  id: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  statusLabel: v.optional(v.string()),
  wakeAt: optionalTime,
  steps: v.optional(v.array(v.object({ ...stepSchema.entries, wakeAt: optionalTime }))),
});
