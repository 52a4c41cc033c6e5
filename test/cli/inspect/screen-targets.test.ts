import { expect, test } from 'vitest';
import type { Context } from '../../../src/cli/context/context.ts';
import { createScreenTargets } from '../../../src/cli/inspect/screen-targets.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { pgBossEngine } from '../../../src/engines/pg-boss/pg-boss-engine.ts';
import type { MenuItem } from '../../../src/screen/shell/effects.ts';
import { UnclearDatabase } from '../../../src/stores/open-database.ts';
import type { ResolvedTarget } from '../../../src/targets/target.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';

/** A context that keeps the targets that are opened. */
function createContext(files: Readonly<Record<string, string>> = {}) {
  const home = createHome({
    'project/.runlens/runs.db': '',
    ...files,
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

function toStore(opened: RunStore | readonly MenuItem[]): RunStore {
  if ('target' in opened) return opened;
  throw new Error('no store');
}

const typed = { name: 'other', kind: 'sqlite', location: '~/other.db', reason: 'argument' };

test('the menu lists the target that was opened, the known ones, and all of these in one list', async () => {
  const { context } = createContext();
  expect(await createScreenTargets(context, typed).listTargets()).toEqual([
    { id: '~/other.db', label: 'other  ~/other.db', hint: 'argument' },
    { id: './.runlens/runs.db', label: 'project  ./.runlens/runs.db', hint: 'found here' },
    { id: 'http://127.0.0.1:9', label: 'team  http://127.0.0.1:9', hint: '~/config/config.yaml' },
    { id: '../gone.db', label: 'gone  ../gone.db', hint: 'there is no store at ../gone.db' },
    { id: 'all', label: 'all of these in one list', hint: 'project,team' },
  ]);
});

test('a store of this machine is opened at once, and one over a network by the first call', async () => {
  const { context, opened } = createContext();
  const targets = createScreenTargets(context, typed);
  await targets.openTarget('./.runlens/runs.db');
  expect(opened.map(({ info }) => info.name)).toEqual(['project']);
  const remote = toStore(await targets.openTarget('http://127.0.0.1:9'));
  expect(opened).toHaveLength(1);
  await remote.counts();
  expect(opened.map(({ info }) => info.name)).toEqual(['project', 'team']);
});

test('all of the known targets open as one', async () => {
  const { context, opened } = createContext();
  const all = toStore(await createScreenTargets(context, typed).openTarget('all'));
  await all.counts();
  expect(opened.map(({ info }) => info.name)).toEqual(['project,team']);
});

test('a database that is several targets is listed as these once it was chosen', async () => {
  const { context, opened } = createContext({
    'project/.env': 'DATABASE_URL=postgres://ada:s3cret@localhost/shop',
  });
  const openStore: Context['openStore'] = async target => {
    opened.push(target);
    if (target.kind !== 'postgres') return { ...createFakeStore([]), target: target.info };
    const parts = ['a', 'b'].map(schema => target.ofEngine(pgBossEngine, schema));
    throw new UnclearDatabase('postgres://localhost/shop', parts);
  };
  const targets = createScreenTargets({ ...context, openStore }, typed);
  const items = ['a', 'b'].map(schema => ({
    id: `pg-boss:postgres://localhost/shop#${schema}`,
    label: `${schema}  pg-boss:postgres://localhost/shop#${schema}`,
    hint: '.env: DATABASE_URL',
  }));
  expect(await targets.openTarget('postgres://localhost/shop')).toEqual(items);
  expect(await targets.listTargets()).toEqual(expect.arrayContaining(items));
  const store = toStore(await targets.openTarget(items[1]?.id ?? ''));
  await store.counts();
  expect(opened.at(-1)).toMatchObject({
    place: 'postgres://ada:s3cret@localhost:5432/shop#b',
    isForeign: true,
  });
});

test('a target that cannot be opened says why', async () => {
  const { context } = createContext();
  await expect(createScreenTargets(context, typed).openTarget('../gone.db')).rejects.toThrow(
    'there is no store at ../gone.db',
  );
});
