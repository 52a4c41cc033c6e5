import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { ProblemError } from '../request/problem-error.ts';
import type { BodyName, BodyOf } from './body-requests.ts';
import { countValues } from './count-values.ts';
import { requireObject, validate } from './validate.ts';

/** Parses and validates a JSON body; no bytes are an empty object. Throws a `ProblemError`. */
export function parseBody<Name extends BodyName>(name: Name, bytes: Uint8Array): BodyOf<Name> {
  return validate(endpoints[name].body, requireObject(toValue(bytes)), 'the body');
}

function toValue(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  // A value has at least one byte.
  if (
    bytes.length > apiLimits.bodyValues &&
    countValues(bytes, apiLimits.bodyValues) > apiLimits.bodyValues
  ) {
    throw new ProblemError('too-large', `the body holds more than ${apiLimits.bodyValues} values`, {
      hint: 'send less at a time',
    });
  }
  const text = decodeBody(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ProblemError('bad-request', 'the body is not JSON');
    throw error;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeBody(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProblemError('bad-request', 'the body is not UTF-8');
  }
}
