import { isRecord } from '../../../model/is-record.ts';
import { decodePayload } from './decode-payload.ts';

/** The arguments of a step, and what it was bound to only where there is something. */
export function decodeArguments(stored: unknown): unknown {
  return decodePayload(stored, toArguments);
}

/** Before the value is written down, so that what refers to itself is told by where it is shown. */
function toArguments(input: unknown): unknown {
  if (!isRecord(input) || !Array.isArray(input.args)) return input;
  const rest = Object.entries(input).filter(([key, value]) => key !== 'args' && !isNothing(value));
  return rest.length === 0 ? input.args : { args: input.args, ...Object.fromEntries(rest) };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
