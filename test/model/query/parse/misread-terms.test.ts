import { describe, expect, it } from 'vitest';
import { misreadTerms } from '../../../../src/model/query/parse/misread-terms.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';

const now = Date.UTC(2026, 10, 24, 12);

/** The filter with what was probably meant instead. */
function mended(filter: string): string | undefined {
  const [reason] = misreadTerms(parseQuery(filter), now);
  if (!reason?.instead) return reason && 'no other term';
  const { start, end, term } = reason.instead;
  return filter.slice(0, start) + term + filter.slice(end);
}

describe('a term that means something else than it looks like', () => {
  it.each([
    ['status=failed', 'status:failed'],
    ['Status==failed', 'status:failed'],
    ['status!=failed', '-status:failed'],
    ['-status=failed', '-status:failed'],
    ['source=webhook', 'trigger:webhook'],
    ['user!=ada', '-actor:ada'],
    ['cost>1', 'cost:>1'],
    ['x duration>=30s y', 'x duration:>=30s y'],
    ['input.email=ada@example.com', 'input.email:ada@example.com'],
    ['"status:failed"', 'status:failed'],
    ['status:failed OR status:canceled', 'status:failed,canceled'],
    ['workflow:a or workflow:b actor:ada', 'workflow:a,b actor:ada'],
    ['status:failed || status:canceled', 'status:failed,canceled'],
    ['timeout OR refused', 'no other term'],
    ['status:failed AND timeout', 'status:failed  timeout'],
    ['status:failed && timeout', 'status:failed  timeout'],
    ['NOT status:failed', '-status:failed'],
    ['status failed', 'status:failed'],
    ['RetryOf=run_1', 'retryOf:run_1'],
    ['retryof run_1', 'retryOf:run_1'],
    ['failed', 'status:failed'],
    ['-failed', '-status:failed'],
    ['agents', 'type:agent'],
    ['24h', 'since:24h'],
    ['yesterday', 'since:yesterday'],
    ['Monday', 'since:Monday'],
    ['2026-11-24', 'since:2026-11-24'],
    ['>30s', 'duration:>30s'],
    ['>3x', 'duration:>3x'],
    ['input.email', 'no other term'],
    ['duration:30s', 'duration:>=30s'],
    ['duration:3x', 'duration:>=3x'],
    ['status:failed status:canceled', 'status:failed,canceled'],
    ['workflow:a workflow:b', 'workflow:a,b'],
    ['since:1h until:2h', 'no other term'],
    ['since:2027-01-01', 'no other term'],
  ])('%s: %s', (filter, better) => {
    expect(mended(filter)).toBe(better);
  });

  it.each([
    'timeout',
    'order',
    'x=y',
    'a>b',
    '42',
    'status:failed since:2h',
    'workflow:a* workflow:*b',
    'steps:3',
  ])('is not %s', filter => {
    expect(mended(filter)).toBeUndefined();
  });
});
