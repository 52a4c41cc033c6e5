import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { Signing } from '../../../src/database/runs/failures/sign-row.ts';
import { createFailureSigner } from '../../../src/database/sqlite/changes/sign-failures.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { signatureVersion, versionSign } from '../../../src/model/failure/signature.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { failingEvents } from '../../contract/failing-runs.ts';
import { groupsOf, sumOf } from '../../contract/failure-contract.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import {
  currentId,
  expectMarks,
  expectMarksByOlderId,
  expectOldIds,
  type KnownGroup,
  knownGroups,
  markGroups,
  secondSigning,
  signedBefore,
  signedEvents,
  thirdSigning,
} from '../../contract/second-signature.ts';
import { trials } from '../../trials.ts';
import { startRecording } from './child.ts';
import { orphan } from './random-events.ts';
import { openStoreAt, query, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
});
afterEach(() => folder.remove());

let recorded: { readonly bytes: Buffer; readonly groups: readonly KnownGroup[] } | undefined;

/** Recorded and grouped once: each test changes a copy. */
async function recordSigned(): Promise<readonly KnownGroup[]> {
  if (recorded) {
    writeFileSync(path, recorded.bytes);
    return recorded.groups;
  }
  await recordAt(path, signedEvents);
  const bytes = readFileSync(path);
  recorded = { bytes, groups: await withStore(knownGroups) };
  return recorded.groups;
}

async function withStore<T>(read: (store: RunStore) => Promise<T>): Promise<T> {
  const store = await openStoreAt(path);
  return read(store).finally(() => store.close());
}

/** Signs for as many slices, of 32 failures at least; all of them unless told. */
function signWith(signing: Signing, slices = Number.POSITIVE_INFINITY): void {
  const db = new Database(path);
  const signer = createFailureSigner(
    db,
    error => {
      throw error;
    },
    signing,
  );
  for (let slice = 0; slice < slices && signer.signSome(0); slice += 1);
  db.close();
}

describe('a new version of the signature', () => {
  it('signs old failures anew, and an older id finds the runs that it found before', async () => {
    const before = await recordSigned();
    signWith(secondSigning);
    await withStore(async store => {
      expect((await groupsOf(store)).length).toBeLessThan(before.length);
      await expectOldIds(store, before);
    });
  });

  it('leaves an older id with its runs while it has signed only some of the failures', async () => {
    const before = await recordSigned();
    await withStore(async store => {
      for (let slices = 0; slices < 3; slices += 1) {
        signWith(secondSigning, 1);
        await expectOldIds(store, before);
      }
    });
  });

  it('is followed by the next one, from the oldest ids on', async () => {
    const oldest = await recordSigned();
    signWith(secondSigning);
    await withStore(async store => {
      const older = await knownGroups(store);
      signWith(thirdSigning);
      await expectOldIds(store, oldest);
      await expectOldIds(store, older);
    });
  });

  it('takes notes and mutes along, and shows a group by its new id', async () => {
    const before = await recordSigned();
    await withStore(store => markGroups(store, 'refused_wrapped', 'agent_limit'));
    const { id = '' } = before.find(({ runs }) => runs.includes('agent_limit')) ?? {};
    signWith(secondSigning);
    await withStore(async store => {
      await expectMarks(store, secondSigning, ['refused_wrapped', 'agent_limit']);
      expect(await currentId(store, id)).toMatch(new RegExp(`^${versionSign(secondSigning.version)}`));
    });
    signWith(thirdSigning);
    await withStore(store => expectMarks(store, thirdSigning, ['refused_wrapped', 'agent_limit']));
  });

  it('moves a note that was typed by an older id to the new one, and takes it back', async () => {
    const older = (await recordSigned()).find(({ runs }) => runs.includes('agent_limit'))?.id ?? '';
    await withStore(async store => {
      for (const slices of [1, Number.POSITIVE_INFINITY]) {
        signWith(secondSigning, slices);
        await expectMarksByOlderId(store, 'agent_limit', older);
      }
    });
  });

  it('leaves the failures of a newer one as they are', async () => {
    await recordSigned();
    signWith(secondSigning);
    const before = query(path, 'SELECT failure FROM runs');
    const writer = await openRunWriter({ path, owner: 'none' });
    await writer.close();
    expect(query(path, 'SELECT failure FROM runs')).toEqual(before);
  });
});

describe('a store whose failures an older version has signed', () => {
  const older = () =>
    query<{ n: number }>(
      path,
      `SELECT count(*) AS n FROM runs WHERE status = 'failed' AND failure < '${versionSign(signatureVersion)}'`,
    )[0]?.n;
  const untouched = () =>
    ['counts', 'totals', 'dictionary', 'unindexed', 'texts_data', 'words_data'].map(table => [
      table,
      query(path, `SELECT * FROM ${table}`),
    ]);
  const groups = () => withStore(groupsOf);
  const failing = (count: number): readonly RunEvent[] =>
    Array.from({ length: count }, (_, n) =>
      runCreated(`run_${n}`, { createdAt: sampleNow - n, status: 'failed' }),
    );

  it('has groups for a reader, though nobody writes to it', async () => {
    await recordAt(path, failingEvents);
    const signed = await groups();
    rewrite(path, signedBefore);
    expect((await groups()).map(({ count, first }) => [count, first])).toEqual(
      signed.map(({ count, first }) => [count, first]),
    );
  });

  it('counts rows that are not signed anew yet beside those that are', async () => {
    await recordSigned();
    const whole = sumOf(await groups());
    rewrite(path, `${signedBefore} WHERE key % 2 = 0`);
    expect(older()).toBeGreaterThan(0);
    const some = await groups();
    expect(sumOf(some)).toBe(whole);
    await withStore(async store => {
      for (const { id, count } of some)
        expect(await listAll(store, parseQuery(`failure:${id}`))).toHaveLength(count);
    });
  });

  it('is signed in the background, and nothing else of it is touched', async () => {
    const recording = await openRunWriter({ path, owner: 'none' });
    recording.write(failingEvents);
    await recording.flush();
    await waitFor(() => query(path, 'SELECT 1 FROM unindexed').length === 0);
    await recording.close();
    const signed = await groups();
    rewrite(path, signedBefore);
    const before = untouched();
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => older() === 0);
    expect(untouched()).toEqual(before);
    expect(await groups()).toEqual(signed);
    await writer.close();
  });

  it.each([1, 32, 33])('tells those who look at its groups when its %i failures are signed', async count => {
    await recordAt(path, failing(count));
    rewrite(path, signedBefore);
    const change = () =>
      query<{ value: number }>(path, "SELECT value FROM meta WHERE name = 'change'")[0]?.value;
    const before = change();
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => older() === 0);
    expect(change()).toBe((before ?? 0) + 1);
    await writer.close();
  });

  it('is signed but for a failure that is damaged, which is reported once', async () => {
    await recordAt(
      path,
      Array.from({ length: 70 }, (_, n) =>
        runCreated(`run_${n}`, {
          createdAt: sampleNow - n,
          status: 'failed',
          error: { value: '"x"', message: 'disk full' },
        }),
      ),
    );
    rewrite(
      path,
      `${signedBefore}; UPDATE details SET error_code = x'00' WHERE key = (SELECT max(key) FROM runs)`,
    );
    const reported: unknown[] = [];
    const onError = (error: unknown) => void reported.push(error);
    const writer = await openRunWriter({ path, owner: 'none', onError });
    await waitFor(() => older() === 1);
    writer.write([runCreated('run_later', { status: 'failed' })]);
    await writer.flush();
    await waitFor(() => query(path, 'SELECT 1 FROM unindexed').length === 0);
    await writer.close();
    expect(older()).toBe(1);
    expect(reported).toMatchObject([{ kind: 'unreadable', message: `${path} is damaged or cut short` }]);
  });

  it('is as good as before where the process that signs it is killed, and the next one goes on', async () => {
    const many = Array.from({ length: trials(4_000, 2_000) }, (_, n) =>
      runCreated(`run_${n}`, {
        createdAt: sampleNow - n,
        status: 'failed',
        error: { value: '"x"', name: 'Error', message: `relation "${n % 2 ? 'orders' : 'users'}" is gone` },
      }),
    );
    await recordAt(path, many);
    rewrite(path, signedBefore);
    const child = startRecording(path, 'child', 1);
    await child.says('flushed');
    await waitFor(() => (older() ?? 0) < many.length);
    await child.kill();
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(sumOf(await groups())).toBe(many.length + 1);
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => older() === 0);
    await writer.close();
    expect((await groups()).map(({ count }) => count).sort()).toEqual([1, many.length / 2, many.length / 2]);
  });
});

it('counts the runs of a process that is gone as failures of one group', async () => {
  const running = ['r1', 'r2', 'r3'].map(id =>
    runCreated(id, { status: 'running', finishedAt: undefined, createdAt: sampleNow - 1_000 }),
  );
  await recordAt(path, [...failingEvents, ...running]);
  const before = await openStoreAt(path);
  const known = await groupsOf(before);
  await before.close();
  orphan(path, ['r1', 'r2', 'r3']);
  const store = await openStoreAt(path);
  const groups = await groupsOf(store);
  expect(sumOf(groups)).toBe(sumOf(known) + 3);
  expect(groups.filter(({ id }) => !known.some(group => group.id === id))).toMatchObject([
    { count: 3, example: { name: 'ProcessLost' } },
  ]);
  expect(sumOf(groups)).toBe((await store.counts())?.failed);
  const { id = '' } = groups.find(({ example }) => example.name === 'ProcessLost') ?? {};
  const lost = parseQuery(`failure:${id}`);
  expect([...idsOf(await listAll(store, lost))].sort()).toEqual(['r1', 'r2', 'r3']);
  expect(sumOf(await groupsOf(store, lost))).toBe(3);
  await store.close();
});
