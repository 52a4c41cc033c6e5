import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunWriter } from '../../src/contract/run-events.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { ClaimedStart, StartQueue } from '../../src/contract/starts/start-queue.ts';
import type { StartResult } from '../../src/contract/starts/start-request.ts';
import { waitFor } from './reading.ts';
import { runCreated } from './sample-events.ts';
import type { OpenedStore, StoreUnderTest } from './store-contract.ts';

/** A program that offers workflows, and begins nothing by itself. */
type Program = {
  readonly writer: RunWriter;
  readonly queue: StartQueue;
  readonly room: Map<string, number>;
  readonly claimed: ClaimedStart[];
};

/** What a store that holds starts for programs has to keep. */
export function describeStarts(shared: () => OpenedStore): void {
  let under: StoreUnderTest;
  let store: RunStore;
  let before: Awaited<ReturnType<RunStore['counts']>>;
  /** Each test has workflows of its own: a program takes what others left in the queue. */
  let [known, signup] = ['', ''];
  let tests = 0;
  const writers: RunWriter[] = [];
  beforeAll(() => {
    ({ under, store } = shared());
  });
  beforeEach(async () => {
    tests += 1;
    [known, signup] = [`known_${tests}`, `signup_${tests}`];
    await under.record([runCreated(`earlier_${tests}`, { createdAt: 1, name: known, project: 'shop' })]);
    before = await store.counts();
  });
  afterEach(async () => {
    for (const writer of writers.splice(0)) await writer.close();
  });

  /** How many runs more there are than before the test, by status. */
  async function added(): Promise<Readonly<Record<string, number>>> {
    const counts = Object.entries((await store.counts()) ?? {});
    const more = counts.map(
      ([status, count]) => [status, count - Number(Object(before)[status] ?? 0)] as const,
    );
    return Object.fromEntries(more.filter(([, count]) => count !== 0));
  }

  async function offer(room: Readonly<Record<string, number>>): Promise<Program> {
    const writer = await under.openProgram?.();
    if (!writer?.starts) throw new Error('its programs cannot offer workflows');
    writers.push(writer);
    const claimed: ClaimedStart[] = [];
    const program = { writer, queue: writer.starts, room: new Map(Object.entries(room)), claimed };
    program.queue.listen({
      room: () => program.room,
      claimed(starts) {
        claimed.push(...starts);
        for (const { workflow } of starts) program.room.set(workflow, (program.room.get(workflow) ?? 0) - 1);
      },
    });
    const names = Object.keys(room);
    await waitFor(async () => {
      const infos = await store.workflows();
      return names.every(name => infos.some(info => info.name === name && info.isOffered));
    });
    return program;
  }
  async function start(workflow: string, more: object = {}): Promise<string> {
    const result = await store.startRun({ workflow, ...more });
    if (result.type !== 'started') throw new Error(JSON.stringify(result));
    return result.id;
  }
  const claims = (program: Program, id: string) =>
    waitFor(() => program.claimed.some(claimed => claimed.id === id));

  it('refuses a workflow that no running program offers, says what is offered, and writes nothing', async () => {
    const refused = (offered: readonly string[]): StartResult => ({ type: 'not-offered', offered });
    expect(await store.startRun({ workflow: known })).toEqual(refused([]));
    await offer({ [signup]: 1, nightly: 1 });
    expect(await store.startRun({ workflow: known })).toEqual(refused(['nightly', signup]));
    expect(await added()).toEqual({});
  });

  it('lists what is offered, also where it never ran, until its program closes', async () => {
    const { writer } = await offer({ [known]: 1, [signup]: 1 });
    const offered = async () =>
      (await store.workflows())
        .filter(({ name }) => [known, signup].includes(name))
        .map(({ name, total, isOffered }) => [name, total, isOffered]);
    expect(await offered()).toEqual([
      [known, 1, true],
      [signup, 0, true],
    ]);
    await writer.close();
    expect(await offered()).toEqual([[known, 1, undefined]]);
    expect(await store.startRun({ workflow: signup })).toEqual({ type: 'not-offered', offered: [] });
  });

  it('queues a run with all that was said of it, and hands it to the program', async () => {
    const earlier = `earlier_${tests}`;
    const program = await offer({ [signup]: 1 });
    const id = await start(signup, { input: { a: [1] }, trigger: 'cli', by: 'ada', retryOf: earlier });
    await claims(program, id);
    expect(program.claimed).toEqual([{ id, workflow: signup }]);
    const queued = await store.getRun(id);
    expect(queued).toMatchObject({
      ...{
        name: signup,
        kind: 'workflow',
        status: 'queued',
        actor: 'ada',
        project: 'shop',
        retryOf: earlier,
      },
      ...{ input: { a: [1] }, trigger: { type: 'cli', label: 'CLI' }, queuedAt: expect.any(Number) },
    });
    expect(queued?.startedAt).toBeUndefined();
    expect(await added()).toEqual({ queued: 1, total: 1 });

    const at = Date.now();
    expect(await program.queue.begin(id, at)).toEqual({ input: '{"a":[1]}' });
    expect(await store.getRun(id)).toMatchObject({ status: 'running', startedAt: at });
    expect(await added()).toEqual({ running: 1, total: 1 });
    expect((await store.getRun(earlier))?.retries).toEqual([id]);
  });

  it.each([
    ['no input', {}, undefined],
    ['null', { input: null }, 'null'],
    ['a text with a NUL and half a character', { input: '\0\ud800' }, '"\\u0000\\ud800"'],
    ['300 KB', { input: 'x'.repeat(300_000) }, `"${'x'.repeat(300_000)}"`],
  ])('hands over %s as it was sent', async (_, more, json) => {
    const program = await offer({ [signup]: 1 });
    const id = await start(signup, more);
    await claims(program, id);
    expect(await program.queue.begin(id, Date.now())).toEqual(json === undefined ? {} : { input: json });
  });

  it('gives each start to one program alone, and to no more than it has room for', async () => {
    const programs = [await offer({ [signup]: 2 }), await offer({ [signup]: 2 })];
    const ids = await Promise.all(Array.from({ length: 4 }, () => start(signup)));
    await waitFor(() => programs.every(({ claimed }) => claimed.length === 2));
    expect(programs.flatMap(({ claimed }) => claimed.map(({ id }) => id)).sort()).toEqual([...ids].sort());
    const [one, other] = programs as [Program, Program];
    const id = one.claimed[0]?.id ?? '';
    expect(await other.queue.begin(id, 1)).toBeUndefined();
    expect(await one.queue.begin(id, Date.now())).toBeDefined();
    expect(await one.queue.begin(id, Date.now())).toBeUndefined();
  });

  it('claims what is still queued once there is room', async () => {
    const program = await offer({ [signup]: 1 });
    const ids = [await start(signup), await start(signup)];
    await claims(program, ids[0] ?? '');
    await program.queue.begin(ids[0] ?? '', Date.now());
    program.room.set(signup, 1);
    program.queue.roomChanged();
    await claims(program, ids[1] ?? '');
    expect(program.claimed.map(({ id }) => id)).toEqual(ids);
  });

  it('gives a start that was released, or whose program closed, to another program', async () => {
    const first = await offer({ [signup]: 2 });
    const ids = [await start(signup), await start(signup)];
    await waitFor(() => first.claimed.length === 2);
    const second = await offer({ [signup]: 2 });
    first.room.set(signup, 0);
    first.queue.release(ids.slice(0, 1));
    await claims(second, ids[0] ?? '');
    await first.writer.close();
    await claims(second, ids[1] ?? '');
    expect(await second.queue.begin(ids[1] ?? '', Date.now())).toBeDefined();
  });

  it('cancels a queued start at once, and no program begins it then', async () => {
    const program = await offer({ [signup]: 1 });
    const id = await start(signup);
    await claims(program, id);
    expect(await store.cancelRun(id, { by: 'ada' })).toEqual({ type: 'canceled' });
    expect(await program.queue.begin(id, Date.now())).toBeUndefined();
    expect(await store.getRun(id)).toMatchObject({ status: 'canceled', cancel: { by: 'ada' } });
    expect(await added()).toEqual({ canceled: 1, total: 1 });
  });

  it('begins together what the program begins at once: each with its own input, and not what was canceled', async () => {
    const program = await offer({ [signup]: 6 });
    const inputs = Array.from({ length: 4 }, (_, n) => `${n}${'x'.repeat(1_500_000)}`);
    const ids = await Promise.all(inputs.map(input => start(signup, { input })));
    const [none, gone] = [await start(signup), await start(signup, { input: 'gone' })];
    await waitFor(() => program.claimed.length === 6);
    await store.cancelRun(gone);
    const at = Date.now();
    const begun = await Promise.all([gone, ...ids, none].map(id => program.queue.begin(id, at)));
    expect(begun.map(start => start?.input?.slice(0, 3))).toEqual([
      ...[undefined, '"0x', '"1x', '"2x', '"3x', undefined],
    ]);
    expect(begun.map(start => start !== undefined)).toEqual([false, true, true, true, true, true]);
    expect(await added()).toEqual({ running: 5, canceled: 1, total: 6 });
  });

  it('asks the program to cancel a start that has begun', async () => {
    const program = await offer({ [signup]: 1 });
    const asked: string[] = [];
    program.writer.onCancelRequested(ids => void asked.push(...ids));
    const id = await start(signup);
    await claims(program, id);
    await program.queue.begin(id, Date.now());
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    await waitFor(() => asked.includes(id));
    program.writer.write([{ type: 'run-changed', id, status: 'canceled', finishedAt: Date.now() }]);
    await program.writer.flush();
    expect((await store.getRun(id))?.status).toBe('canceled');
  });

  it('starts nothing twice where the id of a start is sent again', async () => {
    await offer({ [signup]: 0, other: 0 });
    expect(await start(signup, { id: 'mine' })).toBe('mine');
    expect(await start(signup, { id: 'mine' })).toBe('mine');
    expect(
      await Promise.all([start(signup, { id: 'sent_twice' }), start(signup, { id: 'sent_twice' })]),
    ).toEqual([...['sent_twice', 'sent_twice']]);
    expect(await added()).toMatchObject({ queued: 2 });
    expect((await store.startRun({ workflow: 'other', id: 'mine' })).type).toBe('refused');
  });
}
