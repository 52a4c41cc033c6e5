import { describe, expect, it } from 'vitest';
import { nearestWord } from '../../../src/model/query/nearest.ts';

const fields = ['status', 'started', 'steps', 'step', 'since', 'id', 'cost', 'workflow'];

describe('nearestWord', () => {
  it.each([
    ['status', 'status'],
    ['stauts', 'status'],
    ['sttus', 'status'],
    ['statuss', 'status'],
    ['statxs', 'status'],
    ['STAUTS', 'status'],
    ['stasut', 'status'],
    ['xtatxs', 'status'],
    ['wrokflwo', 'workflow'],
    ['work', 'workflow'],
    ['wor', 'workflow'],
    ['cots', 'cost'],
    ['csot', 'cost'],
    ['ocst', 'cost'],
    ['xd', 'id'],
    ['di', 'id'],
    ['snce', 'since'],
  ])('takes %s for %s', (word, nearest) => {
    expect(nearestWord(word, fields)).toBe(nearest);
  });

  it.each(['', 'x', 'i', 'w', 'wo', 'cxxt', 'zzzzz', 'xtxtxs', 'status'.padStart(40, 'x'), 'colour'])(
    'takes %j for none of them',
    word => {
      expect(nearestWord(word, fields)).toBeUndefined();
    },
  );

  it('prefers the fewest slips, then the first', () => {
    expect(nearestWord('abcdex', ['abxxex', 'abcdef'])).toBe('abcdef');
    expect(nearestWord('abcdex', ['abcdef', 'abxxex'])).toBe('abcdef');
    expect(nearestWord('abcdex', ['abcdey', 'abcdez'])).toBe('abcdey');
    expect(nearestWord('abcdef', ['abcdxx', 'abcde'])).toBe('abcde');
    expect(nearestWord('abcdf', ['abcxy', 'abcdef'])).toBe('abcdef');
  });

  it('counts a swap of neighbours as one slip', () => {
    expect(nearestWord('ba', ['ab'])).toBe('ab');
    expect(nearestWord('badc', ['abcd'])).toBeUndefined();
    expect(nearestWord('acxde', ['abcde', 'acxdy'])).toBe('acxdy');
    expect(nearestWord('axbde', ['abcde', 'axbdy'])).toBe('axbdy');
    expect(nearestWord('badce', ['abcde'])).toBe('abcde');
    expect(nearestWord('abcde', ['eabcd', 'acbde'])).toBe('acbde');
  });

  it('looks at words of up to 30 letters', () => {
    const long = 'x'.repeat(29);
    expect(nearestWord(`${long}a`, [`${long}b`])).toBe(`${long}b`);
    expect(nearestWord(`${long}aa`, [`${long}ab`])).toBeUndefined();
  });
});
