import { isRecord } from '../../../model/is-record.ts';
import { decodeWorkflowPayload } from './decode-workflow-payload.ts';

/** A step's arguments; with its `this` and closure variables if any. */
export function decodeArguments(stored: unknown): unknown {
  return decodeWorkflowPayload(stored, toArguments);
}

/** Runs before encoding, so that references are relative to what is shown. */
function toArguments(input: unknown): unknown {
  if (!isRecord(input) || !Array.isArray(input.args)) return input;
  const rest = Object.entries(input).filter(([key, value]) => key !== 'args' && !isNothing(value));
  return rest.length === 0 ? input.args : { args: input.args, ...Object.fromEntries(rest) };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
