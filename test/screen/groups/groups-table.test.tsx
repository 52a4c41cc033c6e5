import { Box } from 'ink';
import { expect, onTestFinished, test } from 'vitest';
import { groupTableLines } from '../../../src/screen/groups/group-table-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { GroupsTable } from '../../../src/screen/panes.tsx';
import { drawWithRows } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { live } from '../live-session.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { settle } from '../open-session.ts';
import { failedRun, missing, timeout } from './failed-runs.ts';
import { openGroups } from './open-groups.ts';

installFakeClock();

const box = { columns: 100, rows: 8 };

/** Draws the groups alone in a box. */
async function drawGroups() {
  const store = createMemoryStore([failedRun(3, timeout), failedRun(2, missing), sampleRun(1)]);
  const session = live((await openGroups(store)).session.getState());
  const { painter, unmount } = drawWithRows(box, rows => (
    <Box width={box.columns} height={box.rows}>
      <GroupsTable session={session} theme={plainTheme} painter={rows} />
    </Box>
  ));
  onTestFinished(unmount);
  return { session, lines: painter.frame };
}

test('the groups show a heading and as many groups as their box has room for, and mark the selected one', async () => {
  const { session, lines } = await drawGroups();
  expect(lines()).toHaveLength(box.rows);
  expect(lines()[1]).toMatch(/^▌.*mail provider did not answer/u);
  session.dispatch({ type: 'group-cursor-moved', index: 1 });
  expect(lines()[2]).toMatch(/^▌.*relation "orders"/u);
});

test('the heading says what a full bar stands for, and what the shares are of', async () => {
  const runs = [1, 2, 3].map(at => failedRun(at, timeout));
  const store = createMemoryStore([...runs, failedRun(4, missing), sampleRun(5)]);
  const workflows = async () =>
    ['signup-pipeline', 'nightly-report'].map(name => ({
      ...{ name, kind: 'workflow' as const, failed: 3, active: 0, lastCreatedAt: 5 },
      total: 1_000,
    }));
  const { session } = await openGroups({ ...store, workflows });
  const linesIn = (width: number) => groupTableLines(session.getState(), { width, height: 8 }, plainTheme);
  expect(linesIn(100)[0]).toMatch(/RUNS +OF RUNS +LAST +PER \d+M /u);
  expect(linesIn(130)[0]).toMatch(/ PER \d+M █3 /u);
  const [heading, ...rows] = linesIn(220);
  expect(heading).toContain("OF ALL THE WORKFLOW'S RUNS");
  expect(heading).toMatch(/PER \d+M, █ 3 RUNS/u);
  expect(rows[0]).toMatch(/ 0\.1% of 1,000 .*▃/u);
  expect(rows[1]).toMatch(/ 0\.3% of 1,000 .*█/u);
});

test('a group says how many of its failures are open, beside how many there are', async () => {
  const settled = { by: 'run_0009', at: 9, how: 'input' } as const;
  const runs = [1, 2, 3, 4].map(at => ({ ...failedRun(at, timeout), ...(at < 4 ? { settled } : {}) }));
  const { session } = await openGroups(createMemoryStore([...runs, failedRun(5, missing)]));
  const lines = () => groupTableLines(session.getState(), { width: 130, height: 8 }, plainTheme);
  expect(lines()[0]).toMatch(/RUNS +OPEN +/u);
  expect(lines()[1]).toMatch(/^▌ .* 1 +1 .*relation "orders"/u);
  expect(lines()[2]).toMatch(/ 4 +1 .*mail provider did not answer/u);
});

test('a group that appears later does not say that none of its failures is open', async () => {
  const settled = { by: 'run_0009', at: 9, how: 'input' } as const;
  const store = createMemoryStore([{ ...failedRun(1, timeout), settled }]);
  const { session } = await openGroups(store);
  const openOf = (message: RegExp) =>
    groupTableLines(session.getState(), { width: 130, height: 8 }, plainTheme)
      .find(line => message.test(line))
      ?.match(/ (\d+) +(\d+|…) +/u)
      ?.slice(1);
  expect(openOf(/mail provider/u)).toEqual(['1', '0']);
  store.put(failedRun(2, missing));
  store.put(failedRun(3, timeout));
  store.announce();
  await settle(2_000);
  expect(openOf(/relation "orders"/u)).toEqual(['1', '…']);
  expect(openOf(/mail provider/u)).toEqual(['2', '…']);
  await settle(20_000);
  expect(openOf(/relation "orders"/u)).toEqual(['1', '1']);
  expect(openOf(/mail provider/u)).toEqual(['2', '1']);
});
