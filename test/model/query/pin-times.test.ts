import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { formatQuery } from '../../../src/model/query/format.ts';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { pinTimes } from '../../../src/model/query/pin-times.ts';
import type { Query } from '../../../src/model/query/query.ts';
import { resolveTime } from '../../../src/model/query/resolve-time.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { trials } from '../../trials.ts';
import { arbitraryQuery } from './arbitrary-query.ts';
import { arbitraryRun, toMatchable } from './arbitrary-run.ts';
import { testNow } from './vocabulary.ts';

const machineZone = process.env.TZ;
const zones = ['UTC', 'Asia/Kolkata', 'America/New_York', 'Pacific/Apia', 'America/St_Johns'] as const;

function inZone<T>(zone: string, act: () => T): T {
  process.env.TZ = zone;
  try {
    return act();
  } finally {
    if (machineZone === undefined) delete process.env.TZ;
    else process.env.TZ = machineZone;
  }
}

afterEach(() => {
  expect(process.env.TZ).toBe(machineZone);
});

const moments = [
  'today',
  'Yesterday',
  '24h',
  '1m30s',
  '1.0005s',
  '0',
  '99999999d',
  '2026-11-01',
  '2026-03-08',
  '2011-12-30',
  '2026-11-01T01:30',
  '2026-03-08 02:30:15',
  '2026-11-24T12:00:00.250',
  '2026-11-24T09:59:59.999Z',
  '2026-11-24T12:00+05:30',
  '0000-01-01',
  '9999-12-31',
] as const;

const quoted = (text: string) => (text.includes(' ') ? `"${text}"` : text);
const arbitraryMoment = fc.constantFrom(...moments).map(quoted);
const arbitraryStarted = fc.oneof(
  fc.tuple(fc.constantFrom('', '>', '>=', '<', '<='), arbitraryMoment).map(parts => parts.join('')),
  fc.tuple(arbitraryMoment, arbitraryMoment).map(ends => ends.join('..')),
);

const arbitraryTimes: fc.Arbitrary<Query> = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(
      fc.tuple(fc.constantFrom('since', 'until'), fc.array(arbitraryMoment, { minLength: 1, maxLength: 3 })),
      fc.tuple(fc.constant('started'), fc.array(arbitraryStarted, { minLength: 1, maxLength: 3 })),
    ),
  )
  .map(([minus, [field, values]]) => tryParse(`${minus}${field}:${values.join(',')}`))
  .filter(query => query !== undefined);

function tryParse(text: string): Query | undefined {
  try {
    return parseQuery(text);
  } catch {
    return undefined;
  }
}

/** Instants at, just before and just after the bounds of each test, in the zone of the moment. */
function instantsOf(query: Query, now: number): readonly number[] {
  const tests = query.clauses.flatMap(clause => (clause.type === 'time' ? clause.tests : []));
  const bounds = tests
    .flatMap(test => Object.values(resolveTime(test, now)))
    .filter(at => at > Date.parse('0001-01-01') && at < Date.parse('9999-12-01'));
  return [...bounds, now, 0].flatMap(at => [at - 1, at - 0.25, at, at + 0.5, at + 1, at + 3_600_000]);
}

function runAt(at: number, isStarted: boolean) {
  const summary: RunSummary = {
    id: 'r',
    kind: 'workflow',
    name: 'n',
    status: 'running',
    trigger: { type: 'cli', label: 'CLI', raw: '' },
    createdAt: at,
    startedAt: isStarted ? at : undefined,
    models: [],
    services: [],
  };
  return { summary, payloads: () => ({}) };
}

describe('a filter with pinned times', () => {
  it('means in any zone and by any clock what it means here and now', () => {
    const arbitraryNow = fc.constantFrom(
      testNow,
      testNow + 0.75,
      Date.parse('2026-11-01T05:59:59.999Z'),
      Date.parse('2026-03-08T10:00:00Z'),
    );
    const zone = fc.constantFrom(...zones);
    fc.assert(
      fc.property(arbitraryTimes, arbitraryNow, zone, zone, (query, now, here, there) => {
        const [instants, text, wanted] = inZone(here, () => {
          const whole = Math.floor(now);
          const at = instantsOf(query, whole);
          return [at, formatQuery(pinTimes(query, now)), answers(query, whole, at)] as const;
        });
        const found = inZone(there, () => answers(parseQuery(text), now + 12_345_678, instants));
        expect({ text, found }).toEqual({ text, found: wanted });
      }),
      { numRuns: trials(600) },
    );
  });

  it('keeps every other clause', () => {
    fc.assert(
      fc.property(arbitraryQuery, fc.array(arbitraryRun, { maxLength: 10 }), (query, runs) => {
        const matches = compileMatcher(query, { now: testNow });
        const pinned = parseQuery(formatQuery(pinTimes(query, testNow)));
        const pinnedMatches = compileMatcher(pinned, { now: testNow });
        for (const run of runs.map(toMatchable)) expect(pinnedMatches(run)).toBe(matches(run));
      }),
    );
  });

  it.each([
    ['since:24h', 'since:2026-11-23T12:00:00.000Z'],
    ['until:24h', 'until:2026-11-23T12:00:00.000Z'],
    ['until:2026-11-24', 'until:2026-11-25T04:59:59.999Z'],
    [
      '-started:today status:failed',
      '-started:2026-11-24T05:00:00.000Z..2026-11-25T04:59:59.999Z status:failed',
    ],
    ['started:>2h,<=2026-11-01', 'started:<2026-11-24T10:00:00.000Z,<2026-11-02T05:00:00.000Z'],
  ])('writes %s as %s', (filter, pinned) => {
    inZone('America/New_York', () => {
      expect(formatQuery(pinTimes(parseQuery(filter), testNow))).toBe(pinned);
    });
  });
});

function answers(query: Query, now: number, instants: readonly number[]): readonly boolean[] {
  const matches = compileMatcher(query, { now });
  return instants.flatMap(at => [matches(runAt(at, true)), matches(runAt(at, false))]);
}
