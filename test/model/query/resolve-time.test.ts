import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatQuery } from '../../../src/model/query/format.ts';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { Query, TimeTest } from '../../../src/model/query/query.ts';
import {
  comingTime,
  isDateLike,
  parseMoment,
  pinTimes,
  resolveTime,
} from '../../../src/model/query/resolve-time.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { trials } from '../../trials.ts';
import { arbitraryQuery } from './arbitrary-query.ts';
import { arbitraryRun, toMatchable } from './arbitrary-run.ts';
import { testNow } from './vocabulary.ts';

const machineZone = process.env.TZ;

function useZone(zone: string): void {
  beforeEach(() => {
    process.env.TZ = zone;
  });
  afterEach(() => {
    if (machineZone === undefined) delete process.env.TZ;
    else process.env.TZ = machineZone;
  });
}

function at(iso: string): number {
  return Date.parse(iso);
}

function rangeOf(op: Exclude<TimeTest['op'], '..'>, text: string, now: string): readonly [string, string] {
  const { from, to } = resolveTime({ op, text }, at(now));
  return [show(from), show(to)];
}

function show(ms: number | undefined): string {
  return ms === undefined ? 'open' : new Date(ms).toISOString();
}

const now = '2026-11-24T12:00:00.000Z';

describe('resolveTime', () => {
  describe('in Kolkata, five and a half hours ahead', () => {
    useZone('Asia/Kolkata');

    it.each([
      ['today', '2026-11-23T18:30:00.000Z', '2026-11-24T18:30:00.000Z'],
      ['Yesterday', '2026-11-22T18:30:00.000Z', '2026-11-23T18:30:00.000Z'],
      ['tomorrow', '2026-11-24T18:30:00.000Z', '2026-11-25T18:30:00.000Z'],
      ['tuesday', '2026-11-23T18:30:00.000Z', '2026-11-24T18:30:00.000Z'],
      ['Monday', '2026-11-22T18:30:00.000Z', '2026-11-23T18:30:00.000Z'],
      ['wednesday', '2026-11-17T18:30:00.000Z', '2026-11-18T18:30:00.000Z'],
      ['2026-11-20', '2026-11-19T18:30:00.000Z', '2026-11-20T18:30:00.000Z'],
      ['2024-02-29', '2024-02-28T18:30:00.000Z', '2024-02-29T18:30:00.000Z'],
      ['0099-12-31', '0099-12-30T18:06:32.000Z', '0099-12-31T18:06:32.000Z'],
      ['2026-11-20T10:30', '2026-11-20T05:00:00.000Z', '2026-11-20T05:01:00.000Z'],
      ['2026-11-20 10:30', '2026-11-20T05:00:00.000Z', '2026-11-20T05:01:00.000Z'],
      ['2026-11-20t10:30:05', '2026-11-20T05:00:05.000Z', '2026-11-20T05:00:06.000Z'],
      ['2026-11-20T10:30:05.25', '2026-11-20T05:00:05.250Z', '2026-11-20T05:00:05.251Z'],
      ['2026-11-20T10:30:05.007', '2026-11-20T05:00:05.007Z', '2026-11-20T05:00:05.008Z'],
      ['2026-11-20T10:30Z', '2026-11-20T10:30:00.000Z', '2026-11-20T10:31:00.000Z'],
      ['2026-11-20T10:30:05z', '2026-11-20T10:30:05.000Z', '2026-11-20T10:30:06.000Z'],
      ['2026-11-20T23:59:59.999+02:15', '2026-11-20T21:44:59.999Z', '2026-11-20T21:45:00.000Z'],
      ['2026-11-20T10:30-0830', '2026-11-20T19:00:00.000Z', '2026-11-20T19:01:00.000Z'],
      ['2026-12-31T00:00+23:59', '2026-12-30T00:01:00.000Z', '2026-12-30T00:02:00.000Z'],
    ])('takes %s for the time from its beginning to its end', (text, from, to) => {
      expect(rangeOf('on', text, now)).toEqual([from, to]);
    });

    const day = ['2026-11-23T18:30:00.000Z', '2026-11-24T18:30:00.000Z'] as const;
    it.each([
      ['since', day[0], 'open'],
      ['until', 'open', day[1]],
      ['on', day[0], day[1]],
      ['>', day[1], 'open'],
      ['>=', day[0], 'open'],
      ['<', 'open', day[0]],
      ['<=', 'open', day[1]],
    ] as const)('compares a day by %s', (op, from, to) => {
      expect(rangeOf(op, 'today', now)).toEqual([from, to]);
      expect(rangeOf(op, '2026-11-24', now)).toEqual([from, to]);
    });

    const hour = ['2026-11-24T11:00:00.000Z', '2026-11-24T11:00:00.001Z'] as const;
    it.each([
      ['since', hour[0], 'open'],
      ['until', 'open', hour[1]],
      ['on', hour[0], 'open'],
      ['>', 'open', hour[0]],
      ['>=', 'open', hour[1]],
      ['<', hour[1], 'open'],
      ['<=', hour[0], 'open'],
    ] as const)('takes the hour of %s 1h for an age', (op, from, to) => {
      expect(rangeOf(op, '1h', now)).toEqual([from, to]);
    });

    it('rounds an age to whole ms', () => {
      expect(resolveTime({ op: 'since', text: '1.6ms' }, 1_000)).toEqual({ from: 998 });
    });

    it.each([
      ['yesterday', 'today', '2026-11-22T18:30:00.000Z', day[1]],
      ['2026-11-20', '2026-11-21T10:30', '2026-11-19T18:30:00.000Z', '2026-11-21T05:01:00.000Z'],
      ['2h', '1h', '2026-11-24T10:00:00.000Z', hour[1]],
      ['1h', '2h', '2026-11-24T10:00:00.000Z', hour[1]],
      ['1h', '1h', hour[0], hour[1]],
      ['today', '1h', day[0], hour[1]],
      ['1h', 'yesterday', hour[0], day[0]],
      ['monday', 'friday', '2026-11-15T18:30:00.000Z', '2026-11-20T18:30:00.000Z'],
      ['friday', 'monday', '2026-11-19T18:30:00.000Z', '2026-11-23T18:30:00.000Z'],
    ])('includes both ends of %s..%s', (from, to, first, last) => {
      const range = resolveTime({ op: '..', from, to }, at(now));
      expect([show(range.from), show(range.to)]).toEqual([first, last]);
    });

    it.each([
      ['2h', '2026-11-24T14:00:00.000Z'],
      ['tomorrow', '2026-11-24T18:30:00.000Z'],
      ['friday', '2026-11-26T18:30:00.000Z'],
      ['tuesday', '2026-11-30T18:30:00.000Z'],
      ['2026-12-24', '2026-12-23T18:30:00.000Z'],
      ['today', '2026-11-23T18:30:00.000Z'],
      ['soon', 'open'],
    ])('takes until %s for a time to come', (text, time) => {
      expect(show(comingTime(text, at(now)))).toBe(time);
    });

    it('says that a text which is no time is a bug', () => {
      expect(() => resolveTime({ op: 'on', text: 'soon' }, 0)).toThrow(new RangeError('not a time: soon'));
    });
  });

  describe('in Berlin, where a day of the clock change has 23 or 25 hours', () => {
    useZone('Europe/Berlin');

    it.each([
      ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
      ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
      ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z', '2026-03-29T01:31:00.000Z'],
      ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z', '2026-10-25T00:31:00.000Z'],
      ['2026-03-29T12:00', '2026-03-29T10:00:00.000Z', '2026-03-29T10:01:00.000Z'],
    ])('finds %s', (text, from, to) => {
      expect(rangeOf('on', text, now)).toEqual([from, to]);
    });

    it('finds today and yesterday around the change', () => {
      const evening = '2026-10-25T22:30:00.000Z';
      expect(rangeOf('on', 'today', evening)).toEqual([
        '2026-10-24T22:00:00.000Z',
        '2026-10-25T23:00:00.000Z',
      ]);
      expect(rangeOf('on', 'yesterday', '2026-10-25T23:30:00.000Z')).toEqual([
        '2026-10-24T22:00:00.000Z',
        '2026-10-25T23:00:00.000Z',
      ]);
      expect(rangeOf('on', 'yesterday', '2026-03-01T10:00:00.000Z')).toEqual([
        '2026-02-27T23:00:00.000Z',
        '2026-02-28T23:00:00.000Z',
      ]);
    });
  });

  describe('in Cairo, where a day may begin at one o’clock', () => {
    useZone('Africa/Cairo');

    it('begins that day with its first instant', () => {
      expect(rangeOf('on', '2026-04-24', now)).toEqual([
        '2026-04-23T22:00:00.000Z',
        '2026-04-24T21:00:00.000Z',
      ]);
      expect(rangeOf('on', '2026-04-23', now)).toEqual([
        '2026-04-22T22:00:00.000Z',
        '2026-04-23T22:00:00.000Z',
      ]);
    });
  });
});

describe('parseMoment', () => {
  it.each([
    ['TODAY', { type: 'day', daysAgo: 0 }],
    ['yesterday', { type: 'day', daysAgo: 1 }],
    ['1m30s', { type: 'ago', ms: 90_000 }],
    ['0', { type: 'ago', ms: 0 }],
  ])('reads %s', (text, moment) => {
    expect(parseMoment(text)).toEqual(moment);
  });

  it.each([
    '',
    'sometime',
    '24',
    '2026',
    '2026-11',
    '2026-1-1',
    '20261124',
    '2026-11-24T',
    '2026-11-24T10',
    '2026-11-24T1:30',
    '2026-11-24T10:30:00.1234',
    '2026-11-24T10:30+2',
    '2026-11-24x10:30',
    'x2026-11-24',
    'x2026-11-24T10:30',
    '2026-11-24T10:30zz',
  ])('refuses %j', text => {
    expect(parseMoment(text)).toBeUndefined();
    expect(isDateLike(text)).toBe(false);
  });

  it.each([
    '2026-00-10',
    '2026-13-10',
    '2026-11-00',
    '2026-11-31',
    '2026-02-29',
    '2026-11-31T10:00',
    '2026-11-24T24:00',
    '2026-11-24T10:60',
    '2026-11-24T10:30:60',
    '2026-11-24T10:30+24:00',
    '2026-11-24T10:30+02:60',
  ])('refuses %s, which has the form of a time', text => {
    expect(parseMoment(text)).toBeUndefined();
    expect(isDateLike(text)).toBe(true);
  });

  it('takes the last of each', () => {
    for (const text of ['2026-12-31', '2026-12-31T23:59:59', '2026-01-01T00:00+23:59']) {
      expect(parseMoment(text)?.type).toBe('date');
    }
  });
});

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
