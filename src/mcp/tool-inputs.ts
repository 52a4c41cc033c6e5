import * as v from 'valibot';
import { apiLimits } from '../protocol/api-limits.ts';
import { longestPath } from './answer/part-path.ts';

const shortText = 1_000;

export const target = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(shortText),
    v.description('The name of a target, as list_targets lists it. Leave it out for the one in use.'),
  ),
);

export const filter = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(apiLimits.filterChars),
    v.description(
      'Which runs, in the filter language of the instructions, such as "status:failed workflow:signup* since:24h".',
    ),
  ),
);

export const cursor = v.optional(
  v.pipe(v.string(), v.maxLength(shortText), v.description('Where the answer before ended: its nextCursor.')),
);

export const path = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(longestPath),
    v.description(
      'Answer only this part: the keys on the way joined by dots, such as "steps.3.output"; a key with a dot in it is quoted. Together with a cursor, an entry of leftOut.',
    ),
  ),
);

export const partCursor = v.optional(
  v.pipe(v.string(), v.maxLength(20), v.description('Of an entry of leftOut, together with its path.')),
);

export const runId = v.pipe(
  v.string(),
  v.nonEmpty('takes the id of a run'),
  v.maxLength(shortText),
  v.description('The id of a run, as the lists give it.'),
);

const mostRuns = 20;

export const runIds = v.pipe(
  v.array(runId),
  v.minLength(1, 'takes the id of at least one run'),
  v.maxLength(mostRuns, `takes ${mostRuns} runs at most`),
);

export function limitOf(most: number, usual: number) {
  return v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(most),
      v.description(`At most so many rows: up to ${most}.`),
    ),
    usual,
  );
}
