import { expect, test } from 'vitest';
import type { FailureGroup } from '../../../src/model/failure/failure-groups.ts';
import { groupCopies } from '../../../src/model/report/group-copies.ts';

process.env.TZ = 'UTC';

const now = Date.parse('2026-11-30T15:00:00Z');
const firstAt = Date.parse('2026-11-29T14:02:17Z');
const group: FailureGroup = {
  id: '3abc',
  count: 16,
  workflows: [{ name: 'checkout', count: 16 }],
  first: { id: 'run_1', at: firstAt },
  last: { id: 'run_9', at: now },
  times: [],
  example: { message: 'no tax id', step: 'charge' },
};
const note = {
  failureId: '3abc',
  kind: 'known' as const,
  ticket: 'OPS-12',
  note: 'BR needs CPF; token=Zq7xKp9mLw3',
  by: 'ada',
  at: now - 2 * 3_600_000,
  shown: { firstAt, lastAt: now, count: 16 },
};

function rows(known: Omit<Parameters<typeof groupCopies>[2], 'now'>) {
  const copy = groupCopies(group, {}, { ...known, now }).find(({ id }) => id === 'note');
  return copy
    ?.render()
    .text.split('\n')
    .filter(line => /^\| (?:Failed runs|Note|Shared) /u.test(line));
}

test('the Markdown of a group says since when, what the team has noted, and what was last found', () => {
  const explained = { text: '15 of 15 failed have input.country=BR', at: now - 300_000 };
  expect(rows({ note, explained })).toEqual([
    '| Failed runs | 16 since 2026-11-29 14:02 |',
    expect.stringMatching(/^\| Note \| OPS-12: BR needs CPF; token=•+ · ada, 2h ago \|$/u),
    '| Shared | found 5m ago: 15 of 15 failed have input.country=BR |',
  ]);
  expect(rows({ isFirstHere: true })).toEqual(['| Failed runs | 16 since before the first run here |']);
});
