import { expect, it } from 'vitest';
import {
  charactersOf,
  createCharacterTest,
  createReplacer,
  createRuleFinder,
} from '../../../src/model/failure/signs.ts';

const rules = [
  { sign: 'status ', pattern: /status \d+/u, to: 'error: ' },
  { sign: 'error: ', pattern: /error: /u, to: '' },
  { sign: '„', pattern: /„x“/u, to: 'x' },
  { sign: '', pattern: /[.]$/u, to: '' },
] as const;

it('finds the rules whose sign is in a text, in their order', () => {
  const find = createRuleFinder(rules);
  expect(find('error: status 5')).toEqual([rules[0], rules[1], rules[3]]);
  expect(find('statu s')).toEqual([rules[3]]);
  expect(find('„x“')).toEqual([rules[2], rules[3]]);
});

it('replaces by the rules whose sign is only there since an earlier rule', () => {
  expect(createReplacer(rules)('status 5no price.')).toBe('no price');
  expect(createReplacer(rules)('no price')).toBe('no price');
});

it('tells characters of ASCII apart from all others', () => {
  expect(charactersOf('plain').isAscii).toBe(true);
  expect(charactersOf('größer').isAscii).toBe(false);
  const hasFeedOrColon = createCharacterTest('\n:');
  expect(['a:b', 'a\nb', 'ab', 'a*b', ''].map(hasFeedOrColon)).toEqual([true, true, false, false, false]);
});
