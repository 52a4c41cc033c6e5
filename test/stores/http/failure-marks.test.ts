import { afterEach, describe, expect, it } from 'vitest';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createFailureGroups, type FailureGroup } from '../../../src/model/failure/failure-groups.ts';
import { type SeenGroup, toShown } from '../../../src/model/failure/memory/failure-mark.ts';
import { createFailureStates } from '../../../src/model/failure/memory/failure-states.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import {
  type KeptMark,
  keepMark,
  type OwnFailures,
} from '../../../src/operations/failures/failure-memory.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { addToken } from '../../server/serving.ts';
import { someOf } from '../../trials.ts';
import { backings } from './backings.ts';
import { createSender, openAt, startServer } from './http-under-test.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function open(url: string, token?: string): Promise<RunStore> {
  const store = await openAt(url, token);
  cleanups.push(() => store.close());
  return store;
}

const failed = (id: string, message: string, at: number) =>
  runCreated(id, { status: 'failed', createdAt: at, error: { value: JSON.stringify(message), message } });

async function groupsOf(store: RunStore): Promise<readonly FailureGroup[]> {
  const groups = createFailureGroups();
  const options = { now: sampleNow, bucketMs: 60_000 };
  for await (const { tallies } of readFailures(store, emptyQuery, options)) groups.add(tallies);
  return groups.groups();
}

const noOwn: OwnFailures = {
  seen: () => [],
  addSeen: () => {},
  marks: () => [],
  putMark: () => {},
  removeMarks: () => {},
  problem: () => undefined,
};

describe.each(someOf(backings, 2))('two clients of one server over $name', ({ create }) => {
  async function startServed() {
    const { openServed, remove } = await create();
    cleanups.push(remove);
    const served = await openServed();
    const server = await startServer(served);
    cleanups.push(server.close);
    return { served, url: server.url, sender: createSender(server.url, 'w', false) };
  }

  it('see each other’s notes and mutes, with the names of their tokens', async () => {
    const { served, url, sender } = await startServed();
    await sender.send([failed('run_1', 'the disk of the mail server is full', sampleNow)]);
    const ada = await open(url, (await addToken(served, ['cancel'], 'ada')).text);
    const grace = await open(url, (await addToken(served, ['read'], 'grace')).text);
    const [group] = await groupsOf(grace);
    if (!group) throw new Error('nothing failed');
    expect(await grace.failureMarks?.list()).toEqual([]);
    const mark = { failureId: group.id, kind: 'known', ticket: 'OPS-12', shown: toShown(group) } as const;
    expect(await ada.failureMarks?.put(mark, { by: 'somebody else' })).toEqual({ type: 'done' });
    const marks = await grace.failureMarks?.list();
    expect(marks).toEqual([{ ...mark, by: 'ada', at: expect.any(Number) }]);
    const stateOf = createFailureStates({ marks: marks ?? [], seen: [] });
    expect(stateOf(group, sampleNow)).toMatchObject({ kind: 'known', known: { by: 'ada' } });
    await ada.failureMarks?.remove(group.id);
    expect(await grace.failureMarks?.list()).toEqual([]);
  });

  it('need the scope cancel to write: without it, a note stays with the user', async () => {
    const { served, url, sender } = await startServed();
    await sender.send([failed('run_1', 'the disk of the mail server is full', sampleNow)]);
    const reader = await open(url, (await addToken(served, ['read'], 'reader')).text);
    const [group] = await groupsOf(reader);
    if (!group) throw new Error('nothing failed');
    const mark = { failureId: group.id, kind: 'known', note: 'slow', shown: toShown(group) } as const;
    expect(await reader.failureMarks?.put(mark)).toMatchObject({ type: 'refused' });
    const kept: KeptMark = await keepMark({ store: reader, own: noOwn, mark, now: sampleNow });
    expect(kept).toMatchObject({ keptIn: 'own' });
    expect(await reader.failureMarks?.list()).toEqual([]);
  });

  it('leave a failure new that arrives while one looks', async () => {
    const { url, sender } = await startServed();
    const looking = await open(url);
    await sender.send([
      failed('run_1', 'the disk of the mail server is full', sampleNow),
      failed('run_2', 'the provider has refused the card', sampleNow + 1),
    ]);
    const shown = await groupsOf(looking);
    await sender.send([
      failed('run_3', 'no worker has taken the job', sampleNow - 60_000),
      failed('run_4', 'the disk of the mail server is full', sampleNow + 2),
    ]);
    const seen: readonly SeenGroup[] = shown.map(group => ({ failureId: group.id, shown: toShown(group) }));
    const stateOf = createFailureStates({ marks: [], seen });
    const states = (await groupsOf(looking)).map(group => {
      const { kind, unseen } = stateOf(group, sampleNow + 3);
      return [group.last.id, kind, unseen];
    });
    expect(states).toEqual([
      ['run_4', 'seen', 1],
      ['run_2', 'seen', 0],
      ['run_3', 'new', 1],
    ]);
  });
});
