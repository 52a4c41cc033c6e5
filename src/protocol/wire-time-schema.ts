import * as v from 'valibot';
import { parseWireTime } from './wire-time.ts';

/** ISO 8601 in UTC on the wire, epoch ms in the program. */
export const wireTimeSchema = v.pipe(
  v.string(),
  v.metadata({ format: 'date-time' }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const at = parseWireTime(dataset.value);
    if (at !== undefined) return at;
    addIssue({ message: 'must be a time in UTC such as 2026-11-24T12:00:00.000Z' });
    return NEVER;
  }),
);
