import { describe, expect, it } from 'vitest';
import { formatQuery } from '../../../src/model/query/format.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';

describe('equal terms', () => {
  it.each([
    ['timeout timeout TIMEOUT "timeout" timeout*', 'timeout'],
    ['timeout -timeout', 'timeout -timeout'],
    ['status:failed,error,failed kind:agent type:agent', 'status:failed type:agent'],
    ['actor:ada,Ada,bob actor:bob,ada', 'actor:ada,bob'],
    ['retryOf:a,A,a retryOf:A,a', 'retryOf:a,A'],
    ['actor:ada project:ada', 'actor:ada project:ada'],
    ['workflow:a* workflow:"a*"', 'workflow:a* workflow:"a*"'],
    ['input.a:x input.A:x input.a:X', 'input.a:x input.A:x'],
    ['cost:>1,>1,>2 since:24h since:24h', 'cost:>1,>2 since:24h'],
    ['caf\u00e9 cafe\u0301', 'caf\u00e9'],
  ])('%s are merged to %s', (text, merged) => {
    expect(formatQuery(parseQuery(text))).toBe(merged);
  });

  it('cost nothing, however often they are repeated', () => {
    expect(parseQuery('timeout '.repeat(500)).clauses).toHaveLength(1);
  });
});
