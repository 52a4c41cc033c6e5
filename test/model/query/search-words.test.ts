import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldCase,
  isShortWord,
  payloadSearchText,
  payloadWords,
  queryWords,
  searchedPayloadUnits,
  searchNeedle,
} from '../../../src/model/query/search-words.ts';
import { trials } from '../../trials.ts';
import { anyCharacter } from '../text/any-character.ts';

describe('foldCase', () => {
  it.each([
    ['Ada', 'ada'],
    ['CAFÉ', 'café'],
    ['cafe\u0301', 'café'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος ςς', 'οδοσ σσ'],
    ['İ', 'i\u0307'],
    ['ß', 'ß'],
    ['日本', '日本'],
  ])('folds %s', (text, folded) => {
    expect(foldCase(text)).toBe(folded);
  });

  it('makes one text of every way to compose it', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), text => {
        expect(foldCase(text.normalize('NFD'))).toBe(foldCase(text.normalize('NFC')));
      }),
      { numRuns: trials(500) },
    );
  });
});

describe('queryWords', () => {
  it.each([
    ['', []],
    ['... 🚀 -', []],
    ['Rate limit', ['rate', 'limit']],
    ['ada@Example.com', ['ada', 'example', 'com']],
    ['user_id', ['user', 'id']],
    ['HTTP429', ['http429']],
    ['12.5', ['12', '5']],
    ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
    ['日本語、東京', ['日本語', '東京']],
    ["don't", ['don', 't']],
    ['a\ud800b', ['a', 'b']],
    ['x²', ['x²']],
  ])('finds the words of %j', (text, words) => {
    expect(queryWords(text)).toEqual(words);
  });
});

describe('payloadWords', () => {
  it.each([
    [undefined, []],
    [null, []],
    [true, []],
    ['Ada Lovelace', ['ada', 'lovelace']],
    [12.5, ['12', '5']],
    [-3, ['3']],
    [[], []],
    [
      ['a', ['b', 1], 'c'],
      ['a', 'b', '1', 'c'],
    ],
    [{ email: 'ada@x', total: 3, ok: true, none: null }, ['email', 'ada', 'x', 'total', '3', 'ok', 'none']],
    [{ a: { b: ['c', { d: 'e' }] }, f: 'g' }, ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    [JSON.parse('{"__proto__": {"x": "y"}}'), ['proto', 'x', 'y']],
  ])('finds keys, texts and numbers of %j in order', (value, words) => {
    expect(payloadWords(value)).toEqual(words);
  });

  it('reads a payload that is nested deeper than the call stack', () => {
    let value: unknown = 'deep';
    for (let depth = 0; depth < 100_000; depth += 1) value = [value];
    expect(payloadWords(value)).toEqual(['deep']);
  });

  it('reads each text by itself, whatever it begins and ends with', () => {
    expect(payloadWords(['e', '\u0301x', '\ud835', '\udc00', 'ΟΣ', 'Α'])).toEqual([
      'e',
      '\u0301x',
      'οσ',
      'α',
    ]);
    const text = fc.string({ unit: anyCharacter, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(text), texts => {
        expect(payloadWords(texts)).toEqual(texts.flatMap(queryWords));
      }),
    );
  });

  it('reads the first million units of text and no more', () => {
    const bound = searchedPayloadUnits;
    expect(bound).toBe(1_000_000);
    expect(payloadWords(`${'.'.repeat(bound - 2)}abc`)).toEqual(['ab']);
    expect(payloadWords(['.'.repeat(bound - 5), 'abc'])).toEqual(['abc']);
    expect(payloadWords(['.'.repeat(bound - 4), 'abc'])).toEqual(['ab']);
    expect(payloadWords(['.'.repeat(bound - 3), 'abc'])).toEqual(['a']);
    expect(payloadWords(['.'.repeat(bound - 2), 'abc'])).toEqual([]);
    expect(payloadWords(['.'.repeat(bound), 'abcdef', 'ghijkl'])).toEqual([]);
    expect(payloadWords({ ['.'.repeat(bound - 5)]: 'abc' })).toEqual(['abc']);
    expect(payloadWords({ ['.'.repeat(bound - 4)]: 'abc' })).toEqual(['ab']);
    const most = '.'.repeat(bound - 1_000);
    const lists = (length: number) => Array.from({ length }, () => []);
    expect(payloadWords([most, lists(994), 'abc'])).toEqual(['abc']);
    expect(payloadWords([most, lists(995), 'abc'])).toEqual(['ab']);
    const ones = (length: number) => Array.from({ length }, () => 1);
    expect(payloadWords([most, ones(497), 'ab']).at(-1)).toBe('ab');
    expect(payloadWords([most, ones(498), 'ab']).at(-1)).toBe('a');
  });
});

describe('payloadSearchText', () => {
  it('puts a space before every word', () => {
    expect(payloadSearchText({ a: 'b c' })).toBe(' a b c');
    expect(payloadSearchText(undefined)).toBe('');
  });
});

describe('searchNeedle', () => {
  it.each([
    ['Rate limit', ' rate limit'],
    ['@ada', ' ada'],
    ['ada@', ' ada'],
    ['...', undefined],
  ])('is made of the words of %j', (text, needle) => {
    expect(searchNeedle(text)).toBe(needle);
  });
});

describe('isShortWord', () => {
  it.each([
    ['a', true],
    ['ab', true],
    ['abc', false],
    ['🚀🚀', true],
    ['🚀🚀🚀', false],
    ['e\u0301e\u0301', true],
    ['日本語', false],
  ])('counts the characters of %s', (text, isShort) => {
    expect(isShortWord(text)).toBe(isShort);
  });
});
