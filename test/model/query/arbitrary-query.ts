import fc from 'fast-check';
import { textFields } from '../../../src/model/query/fields.ts';
import type {
  Clause,
  ClauseBody,
  NumberTest,
  PathTest,
  Query,
  StatusValue,
  TextPattern,
  TimeTest,
} from '../../../src/model/query/query.ts';
import { knownStatuses } from '../../../src/model/status.ts';
import { arbitraryKey, arbitraryNumber, arbitraryText } from './vocabulary.ts';

/** Words of other engines that a run's raw status may have. */
export const foreignStatuses = ['paused', 'TERMINATED', 'timed out', 'zombie', 'état', '50*'] as const;

function some<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { minLength: 1, maxLength: 3 });
}

const arbitraryStatus: fc.Arbitrary<StatusValue> = fc.oneof(
  fc.constantFrom(...knownStatuses, 'unknown' as const, 'active' as const).map(status => ({ status })),
  fc.constantFrom(...foreignStatuses).map(raw => ({ status: 'unknown' as const, raw })),
);

const arbitraryPattern: fc.Arbitrary<TextPattern> = fc.oneof(
  { weight: 2, arbitrary: arbitraryText.map(text => ({ text, isGlob: false })) },
  { weight: 1, arbitrary: fc.array(globPiece(), { minLength: 2, maxLength: 4 }).map(toGlob) },
);

function globPiece(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant(''),
    arbitraryText,
    arbitraryText.map(text => text.slice(0, 3)),
  );
}

function numberTest(value: fc.Arbitrary<number>, canEqual: boolean): fc.Arbitrary<NumberTest> {
  const ops = ['>', '>=', '<', '<=', ...(canEqual ? (['='] as const) : [])] as const;
  return fc.oneof(
    fc.record({ op: fc.constantFrom(...ops), value }),
    fc.tuple(value, value).map(([a, b]) => ({ op: '..' as const, from: Math.min(a, b), to: Math.max(a, b) })),
  );
}

const arbitraryDuration = fc.constantFrom(0, 0.5, 1, 500, 4_200, 30_000, 90_000, 3_600_000, 90_061_001, 1e17);

const signed = fc.oneof(
  arbitraryNumber,
  arbitraryNumber.map(value => (value === 0 ? 0 : -value)),
);

const times = [
  '24h',
  '1m30s',
  '7d',
  '0',
  'today',
  'Yesterday',
  'tomorrow',
  'Friday',
  '2026-11-24',
  '2026-11-23T12:30',
  '2026-11-24 10:00:30',
  '2026-11-24T09:59:59.999Z',
  '2026-11-24T12:00:00+05:30',
] as const;

const arbitraryTime: fc.Arbitrary<TimeTest> = fc.oneof(
  fc.record({
    op: fc.constantFrom('on' as const, '>' as const, '>=' as const, '<' as const, '<=' as const),
    text: fc.constantFrom(...times),
  }),
  fc
    .constantFrom(
      ['yesterday', 'today'],
      ['monday', 'tomorrow'],
      ['24h', '1h'],
      ['1h', '24h'],
      ['2026-11-20', 'today'],
      ['7d', '2026-11-24 10:00'],
    )
    .map(([from = '', to = '']) => ({ op: '..' as const, from, to })),
);

const arbitraryPathTest: fc.Arbitrary<PathTest> = fc.oneof(
  fc.constant({ type: 'text' as const, pattern: { text: '*', isGlob: true } }),
  arbitraryPattern.map(pattern => ({ type: 'text' as const, pattern })),
  arbitraryNumber.map(value => ({ type: 'text' as const, pattern: { text: String(value), isGlob: false } })),
  numberTest(signed, false).map(test => ({ type: 'number' as const, test })),
);

const arbitraryBody: fc.Arbitrary<ClauseBody> = fc.oneof(
  fc.record({ type: fc.constant('word' as const), text: arbitraryText.filter(text => text !== '') }),
  fc.record({ type: fc.constant('status' as const), values: some(arbitraryStatus) }),
  fc.record({
    type: fc.constant('kind' as const),
    values: some(fc.constantFrom('workflow' as const, 'agent' as const)),
  }),
  fc.record({
    type: fc.constant('settled' as const),
    values: some(fc.constantFrom('yes' as const, 'no' as const)),
  }),
  fc.record({
    type: fc.constant('text' as const),
    field: fc.constantFrom(...textFields),
    values: some(arbitraryPattern),
  }),
  fc.record({
    type: fc.constant('number' as const),
    field: fc.constantFrom('cost' as const, 'messages' as const, 'steps' as const),
    tests: some(numberTest(signed, true)),
  }),
  fc.record({
    type: fc.constant('number' as const),
    field: fc.constant('duration' as const),
    tests: some(numberTest(arbitraryDuration, true)),
  }),
  fc.record({
    type: fc.constant('number' as const),
    field: fc.constant('slow' as const),
    tests: some(numberTest(fc.constantFrom(0, 0.5, 1, 2.5, 3, 60, 1e4), true)),
  }),
  fc.constantFrom('since' as const, 'until' as const).chain(field =>
    fc.record({
      type: fc.constant('time' as const),
      field: fc.constant(field),
      tests: some(fc.constantFrom(...times).map(text => ({ op: field, text }))),
    }),
  ),
  fc.record({
    type: fc.constant('time' as const),
    field: fc.constant('started' as const),
    tests: some(arbitraryTime),
  }),
  fc.record({
    type: fc.constant('path' as const),
    root: fc.constantFrom('input' as const, 'output' as const),
    path: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(arbitraryKey) },
      { weight: 1, arbitrary: some(arbitraryKey) },
    ),
    tests: some(arbitraryPathTest),
  }),
);

/** Any clause that the language can say; its place in a text is 0 to 0. */
export const arbitraryClause: fc.Arbitrary<Clause> = fc
  .tuple(arbitraryBody, fc.boolean())
  .map(([body, negated]) => ({ ...body, negated, start: 0, end: 0 }));

export const arbitraryQuery: fc.Arbitrary<Query> = fc
  .array(arbitraryClause, { maxLength: 4 })
  .map(clauses => ({ clauses }));

/** The query as it is compared: where its clauses stood in the text does not count. */
export function withoutPlaces(query: Query): Query {
  return { clauses: query.clauses.map(clause => ({ ...clause, start: 0, end: 0 })) };
}

/** The glob whose stars separate the pieces. */
export function toGlob(pieces: readonly string[]): TextPattern {
  return { text: pieces.map(piece => piece.replace(/[*\\]/g, '\\$&')).join('*'), isGlob: true };
}
