import { expect, test } from 'vitest';
import { renamedGroup } from '../../../src/model/failure/failure-text.ts';

test.each([
  ['of a whole signature', '3aa', '4bb.vvvvv.c', '4bb'],
  ['that a value names, at the same place', '3aa.vvvvv', '4bb.vvvvv.c', '4bb.vvvvv'],
  ['that a value names, at another place', '3aa.vvvvv', '4bb.wwwww.vvvvv.c', '4bb.-.vvvvv'],
  ['that values name, in another order', '3aa.vvvvv.-.wwwww', '4bb.wwwww.vvvvv.c', '4bb.wwwww.vvvvv'],
  ['that a value names, which is no part of it any more', '3aa.vvvvv', '4bb.wwwww.c', '4bb'],
  ['that the lack of a mark names', '3aa.-.c', '4bb.wwwww.c', '4bb'],
])('the new id of a group %s', (_, id, failure, renamed) => {
  expect(renamedGroup(id, failure)).toBe(renamed);
});
