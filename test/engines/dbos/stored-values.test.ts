import { expect, test } from 'vitest';
import { decodeFailure, decodeInput, decodeStored } from '../../../src/engines/dbos/workflow-row.ts';

const branded = (json: unknown, values?: unknown) =>
  JSON.stringify({ json, ...(values ? { meta: { values } } : {}), __dbos_serializer: 'superjson' });

test.each([
  ['a missing value', null, undefined],
  ['a plain value', branded({ id: 7 }), { id: 7 }],
  ['what is not marked as superjson', '{"json":1}', { json: 1 }],
  ['the text of an own serializer', 'gAN9Lg==', 'gAN9Lg=='],
  [
    'a whole number that JSON rounds',
    branded(9).replace('9', '12345678901234567890'),
    bigint('12345678901234567890'),
  ],
  ['a date at the root', branded('1970-01-01T00:00:00.000Z', ['Date']), date('1970-01-01T00:00:00.000Z')],
  ['nothing at all', branded(null, ['undefined']), { $type: 'undefined' }],
  [
    'members of a path with a dot',
    branded({ a: { 'b.c': 'x' } }, { 'a.b\\.c': ['Date'] }),
    { a: { 'b.c': date('x') } },
  ],
  [
    'a set of sets',
    branded([[['1']]], ['set', { '0': ['set', { '0.0': ['bigint'] }] }]),
    set([set([[bigint('1')]])]),
  ],
  ['a map', branded([['tea', 3]], ['map']), { $type: 'Map', entries: [['tea', 3]] }],
  ['bytes', branded([1, 255], [['custom', 'Buffer']]), { $type: 'Buffer', bytes: 2, base64: 'Af8=' }],
  ['an instance of a class', branded({ sku: 'tea' }, [['class', 'Parcel']]), { sku: 'tea' }],
  ['a path that leads nowhere', branded({ a: 1 }, { 'b.c': ['Date'], '__proto__.x': ['set'] }), { a: 1 }],
])('shows %s', (_, stored, shown) => {
  expect(decodeStored(stored)).toEqual(shown);
});

test('shows the arguments of a run as a list, with the named ones of other languages where there are any', () => {
  expect(decodeInput(branded([1, 'a']))).toEqual([1, 'a']);
  expect(decodeInput('{"positionalArgs":[1],"namedArgs":{}}')).toEqual([1]);
  expect(decodeInput('{"positionalArgs":[1],"namedArgs":{"by":"ada"}}')).toEqual({
    positionalArgs: [1],
    namedArgs: { by: 'ada' },
  });
});

test('knows what each attempt of a step threw, and a value that was thrown once', () => {
  const errors = [1, 2, 3].map(n => ({ name: 'RangeError', message: `busy (${n})` }));
  expect(decodeFailure(branded({ dbosErrorCode: 23, message: 'Step pay …', errors }))).toEqual(errors);
  expect(decodeFailure(branded({ message: 'an error of the application', errors }))).toMatchObject([
    { errors },
  ]);
  expect(decodeFailure(branded('just a text'))).toEqual(['just a text']);
  expect(decodeFailure(null)).toEqual([]);
});

function date(value: string) {
  return { $type: 'Date', value };
}
function bigint(value: string) {
  return { $type: 'bigint', value };
}
function set(values: unknown) {
  return { $type: 'Set', values };
}
