import { expect, test } from 'vitest';
import type { FailureGroup } from '../../../src/model/failure/failure-groups.ts';
import { groupCopies } from '../../../src/model/report/group-copies.ts';
import type { Explained } from '../../../src/model/share/explanation-json.ts';

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

function rows(known: Omit<Parameters<typeof groupCopies>[2], 'now'>, at = now) {
  const copy = groupCopies(group, {}, { ...known, now: at }).find(({ id }) => id === 'note');
  return copy
    ?.render()
    .text.split('\n')
    .filter(line => /^\| (?:Failed runs|Note|Shared) /u.test(line));
}

const explained: Explained = {
  explanation: {
    shared: { causes: [], ranked: [], failed: 52, others: 148, candidates: 3, leftOut: [] },
    there: { failed: 52, others: 148, isMoreFailed: false, isMoreOthers: false },
    since: {
      type: 'changed',
      before: { failed: 0, runs: 122 },
      after: { failed: 52, runs: 78 },
      firstBad: { id: 'run_1', at: now - 3_600_000, end: 'failed' },
    },
    isWhole: true,
  },
  at: now - 300_000,
};

test('what was found yesterday tells its times with their date', () => {
  expect(rows({ explained }, now + 24 * 3_600_000)).toContainEqual(
    expect.stringContaining('found 1d ago: no shared cause; 67% failed since 2026-11-30 14:00'),
  );
});

test('the Markdown of a group says since when, what the team has noted, and what was last found', () => {
  expect(rows({ note, explained })).toEqual([
    '| Failed runs | 16 since 2026-11-29 14:02 |',
    expect.stringMatching(/^\| Note \| OPS-12: BR needs CPF; token=•+ · ada, 2h ago \|$/u),
    '| Shared | found 5m ago: no shared cause; 67% failed since 14:00 (52 of 78 runs), none of the 122 runs before |',
  ]);
  expect(rows({ isFirstHere: true })).toEqual(['| Failed runs | 16 since before the first run here |']);
});
