import { expect, test } from 'vitest';
import type { Context } from '../../../src/cli/context/context.ts';
import { openTargetItem, targetMenuItems } from '../../../src/cli/inspect/screen-targets.ts';
import type { ResolvedTarget } from '../../../src/targets/target.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';

/** A context that keeps the targets that are opened. */
function createContext() {
  const home = createHome({
    'project/.runlens/runs.db': '',
    'config/config.yaml': 'targets:\n  team: http://127.0.0.1:9\n  gone: ../gone.db\n',
  });
  const opened: ResolvedTarget[] = [];
  const openStore = async (target: ResolvedTarget) => {
    opened.push(target);
    return { ...createFakeStore([]), target: target.info };
  };
  const context: Context = Object.assign(Object.create(null), { ...home, openStore });
  return { context, opened };
}

const typed = { name: 'other', kind: 'sqlite', location: '~/other.db', reason: 'argument' };

test('the menu lists the target that was opened, the known ones, and all of these in one list', async () => {
  const { context } = createContext();
  expect(await targetMenuItems(context, typed)).toEqual([
    { id: '~/other.db', label: 'other  ~/other.db', hint: 'argument' },
    { id: './.runlens/runs.db', label: 'project  ./.runlens/runs.db', hint: 'found here' },
    { id: 'http://127.0.0.1:9', label: 'team  http://127.0.0.1:9', hint: '~/config/config.yaml' },
    { id: '../gone.db', label: 'gone  ../gone.db', hint: 'there is no store at ../gone.db' },
    { id: 'all', label: 'all of these in one list', hint: 'project,team' },
  ]);
});

test('a store of this machine is opened at once, and one over a network by the first call', async () => {
  const { context, opened } = createContext();
  await openTargetItem('./.runlens/runs.db', context, typed);
  expect(opened.map(({ info }) => info.name)).toEqual(['project']);
  const remote = await openTargetItem('http://127.0.0.1:9', context, typed);
  expect(opened).toHaveLength(1);
  await remote.counts();
  expect(opened.map(({ info }) => info.name)).toEqual(['project', 'team']);
});

test('all of the known targets open as one', async () => {
  const { context, opened } = createContext();
  const all = await openTargetItem('all', context, typed);
  await all.counts();
  expect(opened.map(({ info }) => info.name)).toEqual(['project,team']);
});

test('a target that cannot be opened says why', async () => {
  const { context } = createContext();
  await expect(openTargetItem('../gone.db', context, typed)).rejects.toThrow(
    'there is no store at ../gone.db',
  );
});
