import { expect, onTestFinished, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { isUnoffered, type Offers, offersFor, unofferedNotes } from '../../../src/contract/starts/offers.ts';
import type { ServerAbout, TargetInfo } from '../../../src/contract/target-info.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { readOffers } from '../../../src/operations/acts/read-offers.ts';
import { openRecorder } from '../../../src/recorder/recorder.ts';
import { openMergedStore } from '../../../src/stores/merged/open-merged-store.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { targetOf } from '../../database/sqlite/temp-store.ts';
import { openText } from '../../engines/otlp/temp-files.ts';
import { makeFolder, openStoreAt, until } from '../../recorder/recorded.ts';
import { startServing } from '../../server/serving.ts';
import { openAt } from '../../stores/http/http-under-test.ts';
import { mergedInfo } from '../../stores/merged/two-stores.ts';

async function openAll(members: Readonly<Record<string, RunStore>>, patienceMs?: number): Promise<RunStore> {
  const sources = Object.entries(members).map(([name, store]) => ({ name, open: async () => store }));
  const store = await openMergedStore({ members: sources, target: mergedInfo, patienceMs });
  onTestFinished(() => store.close());
  return store;
}

/** A store whose program offers `signup`. */
async function openOffering(): Promise<RunStore> {
  const recorder = await openRecorder({ location: makeFolder() });
  onTestFinished(() => recorder.close());
  recorder.workflow('signup', async () => 'done');
  const store = await openStoreAt(recorder.path);
  await until(async () => (await store.workflows()).some(({ isOffered }) => isOffered) || undefined);
  return store;
}

async function openEmpty(): Promise<RunStore> {
  const recorder = await openRecorder({ location: makeFolder() });
  onTestFinished(() => recorder.close());
  return openStoreAt(recorder.path);
}

async function openServer(startUrl?: URL): Promise<RunStore> {
  const path = `${makeFolder()}/runs.db`;
  const served = await openServedSqlite({ path, target: targetOf(path) });
  const { url } = await startServing({ served, startUrl });
  return openAt(url);
}

const hook = 'a program behind the server (serve --start-url)';

test('of files, servers and an engine in one list, each says what can be started in it', async () => {
  const [shop, idle, team, plain, traces] = await Promise.all([
    openOffering(),
    openEmpty(),
    openServer(new URL('http://127.0.0.1:1/start')),
    openServer(),
    openText(),
  ]);
  const offers = await readOffers(await openAll({ shop, idle, team, plain, traces }));
  expect(offers).toEqual([
    { target: 'shop', names: ['signup'] },
    { target: 'idle', names: [] },
    { target: 'team', names: [], others: hook },
    { target: 'plain', names: [] },
    { target: 'traces', names: [], refusal: expect.stringMatching(/^\S+ cannot start runs: its files/u) },
  ]);
  const waiting = ['shop', 'idle', 'team', 'plain', 'traces', 'unknown'].filter(target =>
    isUnoffered({ name: 'signup', target }, offers),
  );
  expect(waiting).toEqual(['idle', 'plain']);
});

type Facts = {
  readonly target?: Partial<TargetInfo>;
  readonly can?: Partial<RunStore['can']>;
  readonly about?: ServerAbout;
};

function storeOf({ target, can, about }: Facts): RunStore {
  const { target: local, can: able } = createFakeStore([]);
  return createFakeStore([], {
    overrides: {
      target: { ...local, ...target },
      can: { ...able, start: true, ...can },
      about: async () => about,
    },
  });
}

const http = { kind: 'http', location: 'runs.example.com' };
const of = (start: boolean, ...scopes: readonly string[]): ServerAbout => ({
  ...{ version: '0.0.9', scopes },
  can: { start, startHook: start },
});

test.each<readonly [string, Facts, readonly Offers[]]>([
  ['a server has not said whether it has a start hook', { target: http }, [{ names: [], others: hook }]],
  [
    'a server starts nothing',
    { target: http, about: of(false, 'read', 'start') },
    [{ names: [], refusal: 'runs.example.com cannot start runs: its server passes no starts on' }],
  ],
  [
    'a token may not start',
    { target: http, about: of(true, 'read') },
    [
      {
        names: [],
        refusal: 'runs.example.com: the token does not allow this: it needs the scope "start"',
      },
    ],
  ],
  ['an engine starts runs by itself', { target: { kind: 'keystroke', isEngine: true } }, []],
  [
    'an engine repeats runs by itself',
    { target: { kind: 'restate', isEngine: true }, can: { start: false, restart: true } },
    [],
  ],
])('it is told where %s', async (_, facts, offers) => {
  expect(await readOffers(storeOf(facts))).toEqual(offers);
  const merged = await readOffers(await openAll({ one: storeOf({}), two: storeOf(facts) }));
  expect(merged.slice(1)).toEqual(offers.map(own => ({ target: 'two', ...own })));
});

test('nothing is said of a target that does not answer', async () => {
  const away = storeOf({});
  const gone = { ...away, workflows: () => Promise.withResolvers<never>().promise };
  const offers = await readOffers(await openAll({ one: storeOf({}), gone }, 20));
  expect(offers).toEqual([{ target: 'one', names: [] }]);
  expect(offersFor({ target: 'gone' }, offers)).toBeUndefined();
  expect(unofferedNotes([{ name: 'signup', target: 'gone' }], offers, String)).toEqual([]);
});
