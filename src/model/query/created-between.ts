import { composeQuery } from './compose-query.ts';
import type { ClauseBody, Query } from './query.ts';

/** Runs created at one time or later, and up to another, in epoch ms. */
export function createdBetween(from: number, to?: number): Query {
  return to === undefined
    ? composeQuery(createdFrom(from))
    : composeQuery(createdFrom(from), createdUpTo(to));
}

/** `at` is epoch ms. */
export function createdFrom(at: number): ClauseBody {
  return { type: 'time', field: 'since', tests: [{ op: 'since', text: instant(at) }] };
}

/** `at`, which is included, is epoch ms. */
export function createdUpTo(at: number): ClauseBody {
  return { type: 'time', field: 'until', tests: [{ op: 'until', text: instant(at) }] };
}

function instant(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}
