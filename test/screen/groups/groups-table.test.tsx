import { Box } from 'ink';
import { expect, onTestFinished, test } from 'vitest';
import { GroupsTable } from '../../../src/screen/groups/groups-table.tsx';
import { createHelp } from '../../../src/screen/help/help.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { opened } from '../dialog-actions.ts';
import { drawWithRows } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { live } from '../live-session.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { failedRun, missing, timeout } from './failed-runs.ts';
import { openGroups } from './open-groups.ts';

installFakeClock();

const box = { columns: 100, rows: 8 };

/** Draws the groups alone in a box; `styled` counts the texts that were styled for them. */
async function drawGroups() {
  const store = createMemoryStore([failedRun(3, timeout), failedRun(2, missing), sampleRun(1)]);
  const session = live((await openGroups(store)).session.getState());
  let styled = 0;
  const dim = (text: string) => {
    styled += 1;
    return plainTheme.dim(text);
  };
  const theme = { ...plainTheme, dim };
  const { painter, unmount } = drawWithRows(box, rows => (
    <Box width={box.columns} height={box.rows}>
      <GroupsTable session={session} theme={theme} painter={rows} />
    </Box>
  ));
  onTestFinished(unmount);
  return { session, lines: painter.frame, styled: () => styled };
}

test('the groups show a heading and as many groups as their box has room for, and mark the selected one', async () => {
  const { session, lines } = await drawGroups();
  expect(lines()).toHaveLength(box.rows);
  expect(lines()[1]).toMatch(/^▌.*mail provider did not answer/u);
  session.dispatch({ type: 'group-cursor-moved', index: 1 });
  expect(lines()[2]).toMatch(/^▌.*relation "orders"/u);
});

test('the groups are made again where the cursor moves, and not where a dialog opens over them', async () => {
  const { session, lines, styled } = await drawGroups();
  const [before, made] = [lines(), styled()];
  expect(made).toBeGreaterThan(0);
  session.dispatch(opened(createHelp([])));
  expect(lines()).toEqual(before);
  expect(styled()).toBe(made);
  session.dispatch({ type: 'group-cursor-moved', index: 1 });
  expect(lines()).not.toEqual(before);
  expect(styled()).toBeGreaterThan(made);
});
