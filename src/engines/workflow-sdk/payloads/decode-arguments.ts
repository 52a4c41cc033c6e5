import { isRecord } from '../../../model/is-record.ts';
import { decodeWorkflowPayload } from './decode-workflow-payload.ts';

/** The arguments of a step; its `this` and closure variables only where there are any. */
export function decodeArguments(stored: unknown): unknown {
  return decodeWorkflowPayload(stored, toArguments);
}

/** Applied before encoding, so that references are relative to what is shown. */
function toArguments(input: unknown): unknown {
  if (!isRecord(input) || !Array.isArray(input.args)) return input;
  const rest = Object.entries(input).filter(([key, value]) => key !== 'args' && !isNothing(value));
  return rest.length === 0 ? input.args : { args: input.args, ...Object.fromEntries(rest) };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
