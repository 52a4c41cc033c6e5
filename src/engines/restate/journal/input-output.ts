import * as v from 'valibot';
import { decodePayload, toOutcome } from './journal.ts';

const inputSchema = v.object({
  Command: v.object({ Input: v.object({ payload: v.optional(v.unknown()) }) }),
});
const outputSchema = v.object({
  Command: v.object({ Output: v.object({ result: v.optional(v.unknown()) }) }),
});

/** `undefined` for other entries. */
export function readInput(entry: unknown): unknown {
  const read = v.safeParse(inputSchema, entry);
  return read.success ? decodePayload(read.output.Command.Input.payload) : undefined;
}

/** `undefined` for a failure and for other entries. */
export function readOutput(entry: unknown): unknown {
  const read = v.safeParse(outputSchema, entry);
  if (!read.success) return undefined;
  const outcome = toOutcome(read.output.Command.Output.result);
  return outcome.type === 'success' ? outcome.value : undefined;
}

/** The first payload that `read` finds in the entries. */
export function firstPayload(entries: readonly unknown[], read: (entry: unknown) => unknown): unknown {
  for (const entry of entries) {
    const payload = read(entry);
    if (payload !== undefined) return payload;
  }
  return undefined;
}
