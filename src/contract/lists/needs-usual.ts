import { asksForUsual } from '../../model/query/clauses.ts';
import type { Query } from '../../model/query/query.ts';
import type { Sort } from './sort.ts';

/** Whether runs can only be found or ordered by what is usual for their workflows. */
export function needsUsual(query: Query, sort?: Sort): boolean {
  return sort?.field === 'slow' || asksForUsual(query);
}
