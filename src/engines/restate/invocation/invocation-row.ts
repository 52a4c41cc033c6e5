import * as v from 'valibot';

/** Epoch ms. Restate writes times as ISO 8601, those on the whole second without a fraction. */
export const someTime = v.pipe(
  v.string(),
  v.transform(Date.parse),
  v.check(at => !Number.isNaN(at), 'a time'),
);
/** Invalid times count as absent. */
export const optionalTime = v.optional(v.fallback(v.optional(someTime), undefined));
const text = v.optional(v.string());
const count = v.optional(v.number());
const numbers = v.optional(v.array(v.number()));

/** The columns of `sys_invocation` that a summary needs. */
export const invocationSchema = v.object({
  id: v.string(),
  target: v.string(),
  target_service_name: v.string(),
  target_service_key: text,
  target_handler_name: v.string(),
  invoked_by: v.string(),
  invoked_by_id: text,
  invoked_by_target: text,
  restarted_from: text,
  created_at: someTime,
  modified_at: optionalTime,
  // The server (1.7.12) returns the next column only together with this one.
  scheduled_at: optionalTime,
  scheduled_start_at: optionalTime,
  running_at: optionalTime,
  completed_at: optionalTime,
  status: v.string(),
  completion_result: text,
  completion_failure: text,
  journal_commands_size: count,
  retry_count: count,
  next_retry_at: optionalTime,
  last_failure: text,
  last_failure_related_command_name: text,
  suspended_waiting_for_completions: numbers,
  suspended_waiting_for_signals: numbers,
  suspended_waiting_future_json: text,
});

export type Invocation = v.InferOutput<typeof invocationSchema>;

export const invocationColumns = Object.keys(invocationSchema.entries);
