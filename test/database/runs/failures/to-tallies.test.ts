import { describe, expect, it } from 'vitest';
import { textsToCount, votedSignatures } from '../../../../src/database/runs/failures/to-tallies.ts';
import { failureId } from '../../../../src/model/failure/failure-text.ts';
import { namingPlaces } from '../../../../src/model/failure/vote.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';

describe('the signatures of which all failures vote', () => {
  it.each([
    ['failure:0k3x9f0a1b2 status:failed', ['0k3x9f0a1b2']],
    ['failure:a,b status:failed,canceled', ['a', 'b']],
    ['failure:a.c', undefined],
    ['-failure:a', undefined],
    ['failure:a workflow:orders', undefined],
  ])('are, of %s, %j', (text, signatures) => {
    expect(votedSignatures(parseQuery(text))).toEqual(signatures);
  });

  it.each(['failure:a -status:failed', 'failure:a status:success', 'failure:a status:other status:failed'])(
    'are none of %s, whose status keeps failures out',
    text => expect(votedSignatures(parseQuery(text))).toBeUndefined(),
  );
});

const files = Array.from({ length: 30 }, (_, n) => `file.v${1_000 + n}.c`);
const tables = ['table.aaaaa.c', 'table.bbbbb.c'];
const statuses = ['http.caaaaa', 'http.cbbbbb', 'http.c'];

it('counts only failures of which a vote needs the number', () => {
  expect(textsToCount([...files, ...tables, ...statuses])).toEqual(tables);
});

it('leaves every vote as if all had been counted', () => {
  for (const texts of [files, tables, statuses]) {
    const counted = new Set(textsToCount(texts));
    const all = texts.map((failure, at) => ({ failure, count: 1 + ((at * 7) % 50) }));
    const some = all.map(one => (counted.has(one.failure) ? one : { ...one, count: 1 }));
    const idsOf = (votes: typeof all) => texts.map(text => failureId(text, namingPlaces(votes)));
    expect(idsOf(some)).toEqual(idsOf(all));
  }
});
