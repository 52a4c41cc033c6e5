import type { Clause, Query, TimeTest } from './query.ts';
import { resolveTime, type TimeRange } from './resolve-time.ts';

const first = Date.parse('0000-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/** Makes every time an instant in UTC, so that the query means the same in any time zone and at any time. */
export function pinTimes(query: Query, now: number): Query {
  return { clauses: query.clauses.map(clause => pinClause(clause, Math.floor(now))) };
}

function pinClause(clause: Clause, now: number): Clause {
  if (clause.type !== 'time') return clause;
  return { ...clause, tests: clause.tests.map(test => pinTest(test, now)) };
}

function pinTest(test: TimeTest, now: number): TimeTest {
  const range = resolveTime(test, now);
  switch (test.op) {
    case 'since':
      return { op: 'since', text: instant(range.from ?? first) };
    case 'until':
      return { op: 'until', text: instant((range.to ?? last + 1) - 1) };
    default:
      return pinRange(range);
  }
}

function pinRange({ from, to }: TimeRange): TimeTest {
  if (from !== undefined && to !== undefined) {
    return to > from && to > first && from <= last
      ? { op: '..', from: instant(from), to: instant(to - 1) }
      : { op: '<', text: instant(first) };
  }
  if (to !== undefined) return { op: '<', text: instant(to) };
  if (from === undefined) return { op: '>=', text: instant(first) };
  return from > last ? { op: '>', text: instant(last) } : { op: '>=', text: instant(from) };
}

function instant(at: number): string {
  return new Date(Math.min(Math.max(at, first), last)).toISOString();
}
