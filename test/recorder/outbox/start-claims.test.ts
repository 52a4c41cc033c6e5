import { expect, onTestFinished, test, vi } from 'vitest';
import { mostClaims, type StartClaim } from '../../../src/contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../../src/contract/starts/start-queue.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { createActiveRuns } from '../../../src/recorder/outbox/active-runs.ts';
import { openCloudWriter } from '../../../src/recorder/outbox/cloud-writer.ts';
import { outboxTiming } from '../../../src/recorder/outbox/outbox-parts.ts';
import { createServerClient } from '../../../src/recorder/outbox/server-client.ts';
import { createStartClaims } from '../../../src/recorder/outbox/start-claims.ts';
import { createToken } from '../../../src/server/access/tokens.ts';
import { waitFor } from '../../contract/reading.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { makeFolder } from '../recorded.ts';
import { freeUrl, startServer } from '../served.ts';

test('a program without room does not ask the server for starts each time that there is one', async () => {
  const { url, served } = await startServer();
  const claim = vi.spyOn(served.starts, 'claim');
  const claimed: string[] = [];
  async function offer(places: number) {
    const timing = { claimMs: 3_600_000 };
    const writer = await openCloudWriter({ url, spoolFolder: makeFolder(), env: {}, timing });
    onTestFinished(() => writer.close());
    writer.starts?.listen({
      room: () => new Map([['work', places]]),
      claimed: starts => void claimed.push(...starts.map(({ id }) => id)),
    });
  }
  const asksOf = (places: number) =>
    claim.mock.calls.filter(([, { room }]) => room.get('work') === places).length;
  await offer(0);
  await offer(9);
  // Each asks once when it offers, and once when its stream opens.
  await waitFor(() => asksOf(0) === 2 && asksOf(9) === 2);
  for (let n = 1; n <= 5; n += 1) {
    await served.store.startRun({ workflow: 'work' });
    await waitFor(() => claimed.length === n);
  }
  expect(asksOf(9)).toBeGreaterThan(2);
  expect(asksOf(0)).toBe(2);
});

test('a program begins by one request what it begins at once', async () => {
  const { url, served } = await startServer();
  const begin = vi.spyOn(served.starts, 'begin');
  const writer = await openCloudWriter({ url, spoolFolder: makeFolder(), env: {} });
  onTestFinished(() => writer.close());
  let places = 0;
  const claimed: string[] = [];
  writer.starts?.listen({
    room: () => new Map([['work', places]]),
    claimed: starts => void claimed.push(...starts.map(({ id }) => id)),
  });
  await waitFor(async () => (await served.store.workflows()).some(({ isOffered }) => isOffered));
  for (let n = 0; n < 3; n += 1) await served.store.startRun({ workflow: 'work', input: n });
  places = 3;
  writer.starts?.roomChanged();
  await waitFor(() => claimed.length === 3);
  const begun = await Promise.all(claimed.map(id => writer.starts?.begin(id, 1)));
  expect(begun).toEqual([{ input: '0' }, { input: '1' }, { input: '2' }]);
  expect(begin).toHaveBeenCalledTimes(1);
});

test('a start at which the server fails holds up none of those that begin with it', async () => {
  const { url, served } = await startServer();
  const { begin } = served.starts;
  vi.spyOn(served.starts, 'begin').mockImplementation(async (writer, starts) => {
    if (starts.some(({ id }) => id === 'damaged')) throw new InspectorError('unreadable', 'no row');
    return begin(writer, starts);
  });
  const writer = await openCloudWriter({ url, spoolFolder: makeFolder(), env: {} });
  onTestFinished(() => writer.close());
  const claimed: string[] = [];
  writer.starts?.listen({
    room: () => new Map([['work', 3]]),
    claimed: starts => void claimed.push(...starts.map(({ id }) => id)),
  });
  await waitFor(async () => (await served.store.workflows()).some(({ isOffered }) => isOffered));
  for (const id of ['a', 'damaged', 'b']) await served.store.startRun({ workflow: 'work', id, input: id });
  await waitFor(() => claimed.length === 3);
  const beginning = new Map(claimed.map(id => [id, writer.starts?.begin(id, 1)]));
  expect(await Promise.all(['a', 'b'].map(id => beginning.get(id)))).toEqual([
    { input: '"a"' },
    { input: '"b"' },
  ]);
});

test('a program whose token only records is told that nobody can start runs in it, and records', async () => {
  const { url, served } = await startServer();
  const { id, hash, text: token } = createToken();
  await served.tokens.add({ id, hash, name: 'ci', scopes: ['record'] });
  const problems: string[] = [];
  const writer = await openCloudWriter({
    ...{ url, token, spoolFolder: makeFolder(), env: {} },
    onError: ({ message }) => void problems.push(message),
  });
  onTestFinished(() => writer.close());
  writer.starts?.listen({ room: () => new Map([['work', 1]]), claimed: () => {} });
  await waitFor(() => problems.length > 0);
  writer.write([runCreated('r')]);
  await writer.flush();
  expect(problems).toEqual([
    expect.stringMatching(/^no runs can be started in this program: .*needs the scope "write"/),
  ]);
  expect(await served.store.counts()).toMatchObject({ total: 1 });
});

test('a program that offers work is told once that its server is away, and again when it goes later', async () => {
  const { url, port } = await freeUrl();
  const spoolFolder = makeFolder();
  const problems: InspectorError[] = [];
  const writer = await openCloudWriter({
    ...{ url, spoolFolder, env: {}, timing: { firstRetryMs: 10, mostRetryMs: 20, claimMs: 20 } },
    onError: error => void problems.push(error),
  });
  onTestFinished(() => writer.close());
  writer.starts?.listen({ room: () => new Map([['work', 1]]), claimed: () => {} });
  await waitFor(() => problems.length === 1);
  writer.write([runCreated('a')]);
  // On the disk, because batches did not reach the server either.
  await writer.flush();
  expect(problems).toMatchObject([{ kind: 'unreachable', hint: expect.stringContaining(spoolFolder) }]);

  const { served, close } = await startServer({ port });
  await waitFor(async () => (await served.store.workflows()).some(({ isOffered }) => isOffered));
  await waitFor(async () => (await served.store.counts())?.total === 1);
  await close();
  await waitFor(() => problems.length === 2);
  writer.write([runCreated('b')]);
  await writer.flush();
  expect(problems.map(({ kind }) => kind)).toEqual(['unreachable', 'unreachable']);
});

type Answer = (starts: readonly string[] | InspectorError) => Promise<void>;

/** A program that offers `work` and `other`, and a server that answers its claims as the test says. */
function openProgram(rooms: Record<string, number>) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const asked: StartClaim[] = [];
  const answers: PromiseWithResolvers<readonly ClaimedStart[]>[] = [];
  const client = {
    ...createServerClient({ url: 'http://127.0.0.1:1', env: {} }),
    claimStarts: (_: unknown, claim: StartClaim) => {
      asked.push(claim);
      const answer = Promise.withResolvers<readonly ClaimedStart[]>();
      answers.push(answer);
      return answer.promise;
    },
  };
  const claims = createStartClaims({
    ...{
      writer: { id: 'w' },
      folder: '',
      client,
      timing: { ...outboxTiming, firstRetryMs: 3_600_000, mostRetryMs: 3_600_000 },
    },
    ...{
      signal: ending.signal,
      problem: { report: () => {}, ended: () => {} },
      active: createActiveRuns(),
      onListening: () => {},
    },
  });
  claims.listen({
    room: () => new Map(Object.entries(rooms)),
    claimed: starts => {
      for (const { workflow } of starts) rooms[workflow] = (rooms[workflow] ?? 0) - 1;
    },
  });
  const answer: Answer = async found => {
    await waitFor(() => answers.length > 0);
    const next = answers.shift();
    if (found instanceof InspectorError) next?.reject(found);
    else next?.resolve(found.map((workflow, at) => ({ id: `${workflow} ${at}`, workflow })));
    await turns();
  };
  /** A run of the workflow ends. */
  const end = async (workflow: string) => {
    rooms[workflow] = (rooms[workflow] ?? 0) + 1;
    claims.roomChanged();
    await turns();
  };
  return { asked: () => asked.length, answer, end, rooms, claims };
}

/** A claim waits for one turn of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setImmediate(resolve));
}

test('a run that ends asks for more only where the last claim had no more room for its workflow', async () => {
  const { asked, answer, end } = openProgram({ work: 1, other: 3 });
  await answer(['work', 'other']);
  await end('other');
  expect(asked()).toBe(1);
  await end('work');
  expect(asked()).toBe(2);
  await answer([]);
  await end('work');
  expect(asked()).toBe(2);
});

test('a run that ends asks for more where the last claim found as many as may be held', async () => {
  const { asked, answer, end } = openProgram({ work: 5_000 });
  await answer(Array.from({ length: mostClaims }, () => 'work'));
  await end('work');
  expect(asked()).toBe(2);
});

test('a run that ends while a claim is on its way asks once more', async () => {
  const { asked, answer, end } = openProgram({ work: 1 });
  await turns();
  await end('work');
  await answer(['work']);
  expect(asked()).toBe(2);
});

test('after a claim that failed, a run that ends asks at once', async () => {
  const { asked, answer, end } = openProgram({ work: 3 });
  await answer(new InspectorError('unreachable', 'away'));
  await end('work');
  expect(asked()).toBe(2);
});

test('a workflow that is offered, too, is told at once', async () => {
  const { asked, answer, rooms, claims } = openProgram({ work: 3 });
  await answer([]);
  claims.roomChanged();
  await turns();
  expect(asked()).toBe(1);
  rooms['other'] = 1;
  claims.roomChanged();
  await turns();
  expect(asked()).toBe(2);
});
