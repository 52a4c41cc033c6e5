import { expect, test } from 'vitest';
import { createFailureGroups } from '../../../src/model/failure/failure-groups.ts';
import { toTally } from '../../../src/model/failure/failure-tally.ts';
import { groupMessage } from '../../../src/model/failure/failure-template.ts';
import { createGroups } from '../../../src/screen/groups/groups-state.ts';
import { prepareMessages } from '../../../src/screen/groups/read-groups.ts';
import { tableRows } from '../../../src/screen/shell/layout.ts';
import { listState } from '../screen-states.ts';
import { failedRun } from './failed-runs.ts';

const sums = createFailureGroups();
sums.add(
  Array.from({ length: 60 }, (_, n) => failedRun(n, { message: `step ${'abcdefghij'.repeat(n + 1)} broke` }))
    .map(run => toTally(run))
    .filter(tally => tally !== undefined),
);
const groups = sums.groups();
const state = { ...listState({ columns: 100, rows: 24 }), groups: { ...createGroups(), top: 5 } };

/** How often the message is looked at: once where it is only recognized. */
function looksAt(group: (typeof groups)[number]): number {
  let count = 0;
  const { message } = group.example;
  const example = Object.defineProperty({ ...group.example }, 'message', {
    enumerable: true,
    get: () => {
      count += 1;
      return message;
    },
  });
  groupMessage({ ...group, example });
  return count;
}

test('only the messages of groups in sight are worked out before a frame shows them, and keys get in between', async () => {
  let turns = 0;
  const yieldNow = async () => {
    turns += 1;
  };
  await prepareMessages(groups, state, { isDue: () => true, yieldNow });
  expect(turns).toBe(tableRows(state));
  const isPrepared = groups.map(group => looksAt(group) === 1);
  expect(isPrepared).toEqual(groups.map((_, at) => at >= 5 && at < 5 + tableRows(state)));
});
