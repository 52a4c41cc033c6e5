import { expect, test } from 'vitest';
import { formatNote, parseNote } from '../../../../src/model/failure/memory/failure-mark.ts';

test.each([
  ['OPS-12 the provider is slow', 'OPS-12', 'the provider is slow'],
  ['OPS-12: slow', 'OPS-12', 'slow'],
  [' #481 ', '#481', undefined],
  ['the provider is slow, see OPS-12', undefined, 'the provider is slow, see OPS-12'],
  ['HTTP-429 is a limit', 'HTTP-429', 'is a limit'],
  ['Utf-8 again', undefined, 'Utf-8 again'],
  ['', undefined, undefined],
])('%s', (text, ticket, note) => expect(parseNote(text)).toEqual({ ticket, note }));

test('a note is edited as it is kept', () => {
  const kept = { ticket: 'OPS-12', note: 'the provider is slow' };
  expect(parseNote(formatNote(kept))).toEqual(kept);
  expect(formatNote({})).toBe('');
});
