import { expect, test } from 'vitest';
import { createKeptLists } from '../../../src/mcp/answer/kept-lists.ts';

const reading = (text: string) => async () => [...text];

test('a list goes on as it was first read, whatever moves meanwhile', async () => {
  const lists = createKeptLists<string>();
  const first = await lists.page({ key: 'x', limit: 2 }, reading('abcde'));
  expect(first).toMatchObject({ rows: ['a', 'b'], total: 5 });
  const second = await lists.page({ key: 'x', limit: 2, cursor: first.nextCursor }, reading('eabcd'));
  expect(second.rows).toEqual(['c', 'd']);
  const third = await lists.page({ key: 'x', limit: 2, cursor: second.nextCursor }, reading('eabcd'));
  expect(third).toEqual({ rows: ['e'], total: 5, nextCursor: undefined });
  expect((await lists.page({ key: 'x', limit: 2 }, reading('eabcd'))).rows).toEqual(['e', 'a']);
});

test('a list of something else, or one that is not kept any longer, is read again', async () => {
  const lists = createKeptLists<string>();
  const { nextCursor: cursor } = await lists.page({ key: 'x', limit: 2 }, reading('abc'));
  expect((await lists.page({ key: 'y', limit: 2, cursor }, reading('xyz'))).rows).toEqual(['z']);
  for (let at = 0; at < 4; at += 1) await lists.page({ key: 'x', limit: 1 }, reading('abc'));
  expect((await lists.page({ key: 'x', limit: 2, cursor }, reading('cba'))).rows).toEqual(['a']);
});

test('a cursor of another tool is refused', async () => {
  const page = createKeptLists<string>().page({ key: 'x', limit: 2, cursor: 'abc' }, reading('abc'));
  await expect(page).rejects.toMatchObject({ kind: 'usage' });
});
