import { describe, expect, test } from 'vitest';
import { failureId, toFailureText } from '../../../src/model/failure/failure-text.ts';
import { failureSignature } from '../../../src/model/failure/signature.ts';
import { namingPlaces } from '../../../src/model/failure/vote.ts';

type Told = { readonly message: string; readonly code?: string; readonly count?: number };

const failureOf = (facts: Told) => toFailureText(failureSignature({ facts, place: 'save' }));

/** How many groups failures make, each counted so many times. */
function groupsOf(told: readonly Told[]): number {
  const counts = told.map(facts => ({ failure: failureOf(facts), count: facts.count ?? 1 }));
  const naming = namingPlaces(counts);
  return new Set(counts.map(({ failure }) => failureId(failure, naming))).size;
}

const word = (number: number) => [...String(number)].map(digit => 'abcdefghij'[Number(digit)]).join('');
const words = (length: number, count: number) =>
  Array.from({ length }, (_, index) => ({ message: `the partner "${word(index)}" is closed`, count }));

describe('values at one place', () => {
  test.each([
    [
      'that recur, however unequally, are causes',
      [...words(1, 3), { message: 'the partner "z" is closed', count: 500 }],
      2,
    ],
    [
      'are a cause even if one of two came once so far',
      [...words(1, 1), { message: 'the partner "z" is closed', count: 500 }],
      2,
    ],
    ['of which ten recur are ten causes', words(10, 30), 10],
    ['of which more than twelve recur are data', words(13, 30), 1],
    ['that came once each are data', words(5, 1), 1],
    ['of which a few recur among a thousand are data', [...words(995, 1), ...words(5, 40)], 1],
    [
      'of which three recur beside thirty that do not are data',
      [...words(3, 100), ...words(33, 1).slice(3)],
      1,
    ],
  ])('%s', (_, told, groups) => {
    expect(groupsOf(told)).toBe(groups);
  });

  test('that follow the word for what they name are causes, however many', () => {
    const told = Array.from({ length: 60 }, (_, index) => ({
      message: `relation "${word(index)}" does not exist`,
    }));
    expect(groupsOf(told)).toBe(60);
  });
});

describe('codes', () => {
  const message = 'it cannot be reserved';

  test('tell causes of the same words apart at once', () => {
    expect(
      groupsOf([
        { message, code: 'OUT_OF_STOCK' },
        { message, code: 'NOT_FOR_SALE' },
      ]),
    ).toBe(2);
  });

  test('do not split a cause that some programs pass on as words alone', () => {
    expect(
      groupsOf([{ message, code: 'OUT_OF_STOCK', count: 9 }, { message: `could not buy 17: ${message}` }]),
    ).toBe(1);
  });

  test('of which there are more than twelve are data', () => {
    expect(groupsOf(words(13, 1).map((_, index) => ({ message, code: `E${word(index)}` })))).toBe(1);
  });
});
