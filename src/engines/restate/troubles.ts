import * as v from 'valibot';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import { someTime } from './invocation.ts';

/** A row of `sys_journal_events`. */
export const eventSchema = v.object({
  appended_at: someTime,
  event_type: v.string(),
  event_json: v.string(),
});

/**
 * A try that failed and was to be made again, or what the invocation was paused for. Equal ones are recorded
 * once.
 */
export type Trouble = {
  readonly at: number;
  /** Restate's word: `TransientError`, `Paused`. */
  readonly kind: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  /** Which of the commands it was, counted from the first; absent where it was none. */
  readonly commandPlace?: number;
};

const failure = {
  error_code: v.optional(v.number()),
  error_message: v.optional(v.string()),
  error_stacktrace: v.optional(v.string()),
  related_command_index: v.optional(v.number()),
};
const troubleSchema = v.object({ ...failure, last_failure: v.optional(v.object(failure)) });

export function toTrouble(row: v.InferOutput<typeof eventSchema>): Trouble {
  const read = v.safeParse(troubleSchema, parseExactJson(row.event_json));
  const said = read.success ? (read.output.last_failure ?? read.output) : {};
  return {
    at: row.appended_at,
    kind: row.event_type,
    message: said.error_message ?? row.event_type,
    ...(said.error_code === undefined ? {} : { code: String(said.error_code) }),
    ...(said.error_stacktrace ? { stack: said.error_stacktrace } : {}),
    ...(said.related_command_index === undefined ? {} : { commandPlace: said.related_command_index }),
  };
}

/** Whether it was a try, and not what came of many. */
export function isTry({ kind }: Trouble): boolean {
  return kind === 'TransientError';
}
