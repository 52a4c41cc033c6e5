import { describe, expect, it } from 'vitest';
import { votedSignatures } from '../../../../src/database/runs/failures/voted-signatures.ts';
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
