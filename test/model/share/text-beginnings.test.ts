import { expect, it } from 'vitest';
import { findBeginnings } from '../../../src/model/share/text-beginnings.ts';

function beginningsOf(...texts: readonly string[]): readonly string[] {
  const ids = new Map(texts.map((text, id) => [text, id]));
  return findBeginnings({ field: { name: 'input.note' }, ids }, 100).map(({ text }) => text);
}

it('finds what codes begin with, up to a sign or in a few letters', () => {
  expect(beginningsOf('EU1234', 'EU99', 'EU77', 's3://a/b', 's3://a/c', 's3://a/d', 'x')).toEqual([
    'EU',
    's3://a/',
  ]);
});

it('takes no word that sentences begin with, only a label', () => {
  expect(beginningsOf('The welcome went out', 'The mail was sent', 'The other is here', 'A mail')).toEqual(
    [],
  );
  expect(beginningsOf("It's late", "It's early", "It's over", 'Fine then')).toEqual([]);
  expect(beginningsOf('Error: no mail', 'Error: no post', 'Error: no way', 'Fine then')).toEqual(['Error:']);
});
