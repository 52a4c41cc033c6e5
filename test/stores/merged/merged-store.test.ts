import { describe, expect, it, onTestFinished } from 'vitest';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../src/contract/starts/start-request.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { runAddress } from '../../../src/model/run.ts';
import { waitFor } from '../../contract/reading.ts';
import { engineVerbs } from '../../screen/verb-states.ts';
import { createModelMember, gone, type ModelMember, openMembers, page, runAt } from './model-store.ts';

function twoMembers() {
  const one = createModelMember('one', [runAt(60, 'f'), runAt(40, 'd'), runAt(20, 'b')]);
  const two = createModelMember('two', [runAt(50, 'e'), runAt(30, 'c'), runAt(10, 'a')]);
  return { one, two };
}

async function openAll(members: readonly ModelMember[], patienceMs?: number): Promise<RunStore> {
  const store = await openMembers(members, patienceMs);
  onTestFinished(() => store.close());
  return store;
}

const addresses = (runs: readonly { readonly id: string; readonly target?: string }[]) =>
  runs.map(runAddress);
const names = (missing: readonly { readonly target: string }[] | undefined) =>
  missing?.map(({ target }) => target);

describe('runs of several targets', () => {
  it('are in one order, each with its target', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    const { runs, nextCursor, missing } = await store.listRuns(emptyQuery, page(10));
    expect(addresses(runs)).toEqual(['one/f', 'two/e', 'one/d', 'two/c', 'one/b', 'two/a']);
    expect({ nextCursor, missing }).toEqual({ nextCursor: undefined, missing: undefined });
  });

  it('come with the notes of a target, and its name', async () => {
    const { one, two } = twoMembers();
    const open = async () => {
      const store = await two.open();
      const listRuns: RunStore['listRuns'] = async (...asked) => ({
        ...(await store.listRuns(...asked)),
        notes: ['1 line could not be read'],
      });
      return { ...store, listRuns };
    };
    const store = await openAll([one, { ...two, open }]);
    const notes = ['two: 1 line could not be read'];
    expect((await store.listRuns(emptyQuery, page(10))).notes).toEqual(notes);
    const sort = { field: 'name', descending: false } as const;
    expect((await store.listRuns(emptyQuery, { ...page(10), sort })).notes).toEqual(notes);
  });

  it('include both of one id and time, by the name of the target', async () => {
    const members = ['two', 'one'].map(name => createModelMember(name, [runAt(5, 'x'), runAt(5, 'w')]));
    const store = await openAll(members);
    const first = await store.listRuns(emptyQuery, page(3));
    const second = await store.listRuns(emptyQuery, page(3, first.nextCursor));
    expect(addresses([...first.runs, ...second.runs])).toEqual(['one/x', 'two/x', 'one/w', 'two/w']);
  });

  it('continue in another process, from the cursor alone', async () => {
    const { one, two } = twoMembers();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const store = await openAll([one, two]);
      const next = await store.listRuns(emptyQuery, page(1, cursor));
      seen.push(...addresses(next.runs));
      cursor = next.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['one/f', 'two/e', 'one/d', 'two/c', 'one/b', 'two/a']);
  });

  it('are read once for the next page, in the same process', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    const first = await store.listRuns(emptyQuery, page(3));
    const calls = one.calls() + two.calls();
    await store.listRuns(emptyQuery, page(3, first.nextCursor));
    expect(one.calls() + two.calls() - calls).toBeLessThanOrEqual(1);
  });

  it.each([
    'x',
    Buffer.from('[null,["one",0,null,0,null]]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('do not go on from a cursor of something else: %s', async cursor => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    await expect(store.listRuns(emptyQuery, page(1, cursor))).rejects.toMatchObject({ kind: 'usage' });
  });

  it('are the first of all targets in another order', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    const asked = { ...page(3), sort: { field: 'name', descending: false } as const };
    const { runs, nextCursor } = await store.listRuns(emptyQuery, asked);
    expect(addresses(runs)).toEqual(['one/f', 'two/e', 'one/d']);
    expect(nextCursor).toBeUndefined();
  });
});

describe('a target that cannot be reached', () => {
  it('is missing on every page, also when it is back', async () => {
    const { one, two } = twoMembers();
    two.mood = 'dead';
    const store = await openAll([one, two]);
    const first = await store.listRuns(emptyQuery, page(1));
    expect(addresses(first.runs)).toEqual(['one/f']);
    expect(first.missing).toEqual([{ target: 'two', error: gone }]);
    expect(names(store.missing?.())).toEqual(['two']);
    two.mood = 'well';
    const second = await store.listRuns(emptyQuery, page(5, first.nextCursor));
    expect(addresses(second.runs)).toEqual(['one/d', 'one/b']);
    expect(names(second.missing)).toEqual(['two']);
    const anew = await store.listRuns(emptyQuery, page(10));
    expect(anew.runs).toHaveLength(6);
    expect(anew.missing).toBeUndefined();
  });

  it('continues after what was shown when it fails in between, and the gap stays reported', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    const first = await store.listRuns(emptyQuery, page(2));
    expect(addresses(first.runs)).toEqual(['one/f', 'two/e']);
    two.mood = 'dead';
    const reopened = await openAll([one, two]);
    const second = await reopened.listRuns(emptyQuery, page(2, first.nextCursor));
    expect(addresses(second.runs)).toEqual(['one/d', 'one/b']);
    expect(second.missing).toEqual([{ target: 'two', error: gone }]);
    expect(second.nextCursor).toBeUndefined();
    one.runs.push(runAt(5, '9'));
    const longer = await reopened.listRuns(emptyQuery, page(1, first.nextCursor));
    expect(addresses(longer.runs)).toEqual(['one/d']);
    two.mood = 'well';
    two.runs.push(runAt(35, 'cc'));
    const third = await reopened.listRuns(emptyQuery, page(9, longer.nextCursor));
    expect(addresses(third.runs)).toEqual(['two/cc', 'two/c', 'one/b', 'two/a', 'one/9']);
    expect(third.missing).toMatchObject([
      { target: 'two', error: { message: expect.stringContaining('left out') } },
    ]);
  });

  it('never puts a run before one that was shown', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    const first = await store.listRuns(emptyQuery, page(2));
    two.mood = 'dead';
    const reopened = await openAll([one, two]);
    one.runs.push(runAt(5, '9'));
    const second = await reopened.listRuns(emptyQuery, page(2, first.nextCursor));
    expect(addresses(second.runs)).toEqual(['one/d', 'one/b']);
    two.mood = 'well';
    const third = await reopened.listRuns(emptyQuery, page(9, second.nextCursor));
    expect(addresses(third.runs)).toEqual(['two/a', 'one/9']);
    expect(names(third.missing)).toEqual(['two']);
  });

  it('makes the call fail only when no target answers, and then the same cursor is valid', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    const first = await store.listRuns(emptyQuery, page(5));
    one.mood = 'dead';
    two.mood = 'dead';
    const reopened = await openAll([one, two]);
    await expect(reopened.listRuns(emptyQuery, page(1))).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'one: cannot reach the server; two: cannot reach the server',
    });
    await expect(store.counts()).rejects.toMatchObject({ kind: 'unreachable' });
    one.mood = 'well';
    two.mood = 'well';
    const second = await store.listRuns(emptyQuery, page(5, first.nextCursor));
    expect(addresses(second.runs)).toEqual(['two/a']);
  });

  it('is waited for only a little longer than the others, and not called again before it has answered', async () => {
    const { one, two } = twoMembers();
    two.mood = 'hanging';
    const store = await openAll([one, two], 30);
    const first = await store.listRuns(emptyQuery, page(9));
    expect(addresses(first.runs)).toEqual(['one/f', 'one/d', 'one/b']);
    expect(first.missing).toMatchObject([{ target: 'two', error: { kind: 'timeout' } }]);
    const calls = two.calls();
    expect(names((await store.listRuns(emptyQuery, page(9))).missing)).toEqual(['two']);
    expect(two.calls()).toBe(calls);
    const changes = collect(store);
    two.wake();
    await waitFor(() => changes.length > 0);
    expect(changes).toEqual([{ type: 'changed' }]);
    expect((await store.listRuns(emptyQuery, page(9))).missing).toBeUndefined();
  });

  it('does not delay a list that was aborted', async () => {
    const { one, two } = twoMembers();
    two.mood = 'hanging';
    const store = await openAll([one, two], 60_000);
    const reason = new Error('no more');
    const ending = new AbortController();
    const asked = store.listRuns(emptyQuery, { ...page(9), signal: ending.signal });
    ending.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it('is a change when it is back, and its failures are reported once, with its name', async () => {
    const { one, two } = twoMembers();
    two.mood = 'dead';
    const store = await openAll([one, two]);
    const changes = collect(store);
    await waitFor(() => changes.length > 0);
    expect(changes).toMatchObject([{ type: 'error', error: { message: 'two: cannot reach the server' } }]);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(changes).toHaveLength(1);
    two.mood = 'well';
    await waitFor(() => changes.length > 1);
    expect(changes[1]).toEqual({ type: 'changed' });
  });

  it('ends with the store, even while it hangs', async () => {
    const { one, two } = twoMembers();
    two.mood = 'hanging';
    const store = await openMembers([one, two], 10);
    await store.listRuns(emptyQuery, page(1));
    await store.close();
    await expect(store.listRuns(emptyQuery, page(1))).rejects.toThrow(/closed/);
  });

  it('does not hide a bug', async () => {
    const { one, two } = twoMembers();
    const bug = new TypeError('x is not a function');
    const store = await openAll([one, { ...two, open: () => Promise.reject(bug) }]);
    await expect(store.listRuns(emptyQuery, page(1))).rejects.toBe(bug);
  });
});

describe('one run of several targets', () => {
  it('is found by its address, and by its id when no other target has one of it', async () => {
    const { one, two } = twoMembers();
    two.runs.push(runAt(7, 'f'), runAt(6, 'a/b'));
    const store = await openAll([one, two]);
    expect(await store.getRun('two/f')).toMatchObject({ id: 'f', target: 'two', createdAt: 7 });
    expect(await store.getRun('two/a/b')).toMatchObject({ id: 'a/b', target: 'two' });
    expect(await store.getRun('e')).toMatchObject({ id: 'e', target: 'two' });
    expect(await store.getRun('two/nope')).toBeUndefined();
    expect(await store.getRun('nope')).toBeUndefined();
    const error = await store.getRun('f').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InspectorError);
    expect(error).toMatchObject({ kind: 'conflict', hint: 'name one of them: one/f, two/f' });
  });

  it('is canceled in its own target, never in one that was not meant', async () => {
    const { one, two } = twoMembers();
    two.runs.push(runAt(7, 'f'));
    const store = await openAll([one, two]);
    expect(await store.cancelRun('two/f')).toEqual({ type: 'requested' });
    expect(await store.cancelRun('e')).toEqual({ type: 'requested' });
    expect(await store.cancelRun('one/e')).toEqual({ type: 'not-found' });
    expect(await store.cancelRun('nope')).toEqual({ type: 'not-found' });
    await expect(store.cancelRun('f')).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('is killed in its own target, where that can', async () => {
    const { one, two } = twoMembers();
    two.runs.push(runAt(7, 'f'));
    const killed: string[] = [];
    const killable: ModelMember = {
      ...two,
      open: async () => {
        const store = await two.open();
        const killRun: NonNullable<RunStore['killRun']> = async id => {
          killed.push(id);
          return { type: 'canceled' };
        };
        return { ...store, can: { ...store.can, kill: true }, killRun };
      },
    };
    const store = await openAll([one, killable]);
    expect(store.can.kill).toBe(true);
    expect(await store.killRun?.('two/f')).toEqual({ type: 'canceled' });
    expect(await store.killRun?.('one/f')).toEqual({ type: 'unsupported' });
    expect(await store.killRun?.('nope')).toEqual({ type: 'not-found' });
    await expect(store.killRun?.('f')).rejects.toMatchObject({ kind: 'conflict' });
    expect(killed).toEqual(['f']);
  });

  it('is not reported as not found while a target cannot be reached', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    two.mood = 'dead';
    await expect(store.getRun('nope')).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'two: cannot reach the server',
    });
    await expect(store.cancelRun('two/e')).rejects.toThrow('two: cannot reach');
    expect(await store.getRun('f')).toMatchObject({ target: 'one' });
  });

  const starting = (member: ModelMember, offered: readonly string[]) => {
    const started: StartRequest[] = [];
    const startRun = async (request: StartRequest): Promise<StartResult> => {
      started.push(request);
      return { type: 'started', id: 'new' };
    };
    const open = async (): Promise<RunStore> => {
      const store = await member.open();
      const workflows: RunStore['workflows'] = async () =>
        offered.map(name => ({ kind: 'workflow', name, total: 0, failed: 0, active: 0, isOffered: true }));
      return { ...store, can: { ...store.can, start: true }, startRun, workflows };
    };
    return { ...member, open, started };
  };

  it('is started by the target whose run it repeats', async () => {
    const { one, two } = twoMembers();
    const able = starting(two, []);
    const store = await openAll([one, able]);
    expect(store.can.start).toBe(true);
    expect(await store.startRun({ workflow: 'w', retryOf: 'two/e' })).toEqual({
      type: 'started',
      id: 'two/new',
    });
    expect(able.started).toEqual([{ workflow: 'w', retryOf: 'e' }]);
    expect(await store.startRun({ workflow: 'w', retryOf: 'nope' })).toEqual({ type: 'not-found' });
  });

  it('is started by the one target that offers its workflow, and else says which can be named', async () => {
    const { one, two } = twoMembers();
    const first = starting(one, ['signup', 'nightly']);
    const second = starting(two, ['invoice', 'nightly']);
    const store = await openAll([first, second]);
    expect(await store.startRun({ workflow: 'invoice' })).toEqual({ type: 'started', id: 'two/new' });
    expect(await store.startRun({ workflow: 'nightly' })).toEqual({
      type: 'refused',
      reason: 'one and two offer "nightly", and one is to start it',
      hint: 'name the target that is to start it: one, two',
    });
    expect(await store.startRun({ workflow: 'unknown' })).toEqual({
      type: 'not-offered',
      offered: ['signup', 'nightly', 'invoice'],
    });
    expect([first.started, second.started]).toEqual([[], [{ workflow: 'invoice' }]]);
  });

  it('is started by the only server that may pass it on, where nobody offers its workflow', async () => {
    const { one, two } = twoMembers();
    const served = (member: ModelMember, startHook: boolean) => {
      const able = starting(member, []);
      const open = async (): Promise<RunStore> => {
        const store = await able.open();
        const about = async () => ({
          version: '1',
          scopes: ['read', 'start'],
          can: { start: true, startHook },
        });
        return { ...store, target: { ...store.target, kind: 'http' }, about };
      };
      return { ...able, open };
    };
    const local = starting(one, ['signup']);
    const hooked = served(two, true);
    const three = served(createModelMember('three'), false);
    const store = await openAll([local, hooked, three]);
    expect(await store.startRun({ workflow: 'nightly' })).toEqual({ type: 'started', id: 'two/new' });
    expect([local.started, hooked.started.length, three.started]).toEqual([[], 1, []]);
    const both = await openAll([hooked, served(createModelMember('four'), true)]);
    expect(await both.startRun({ workflow: 'nightly' })).toEqual({
      type: 'refused',
      reason: 'no running program offers "nightly" in any of these targets',
      hint: 'name the target that is to start it: two, four',
    });
  });

  it('is not started where a target that may offer its workflow, too, is away', async () => {
    const { one, two } = twoMembers();
    const first = starting(one, ['signup']);
    two.mood = 'dead';
    const store = await openAll([first, two]);
    expect(await store.startRun({ workflow: 'signup' })).toMatchObject({
      type: 'refused',
      reason: expect.stringContaining('two: cannot reach'),
      hint: 'name the target that is to start it: one',
    });
    expect(first.started).toEqual([]);
  });

  it('is restarted by the engine that has it, which is asked for no other', async () => {
    const { one, two } = twoMembers();
    const restartRun: RunStore['restartRun'] = async (id, { fromStep = 'start' } = {}) => ({
      ...{ type: 'started', id: `${id}-again-from-${fromStep}` },
    });
    const engine = {
      ...two,
      open: async () => {
        const store = await two.open();
        return { ...store, can: { ...store.can, restart: true } as const, restartRun };
      },
    };
    const store = await openAll([one, engine]);
    expect(store.can.restart).toBe(true);
    expect(await store.restartRun?.('two/e')).toEqual({ type: 'started', id: 'two/e-again-from-start' });
    expect(await store.restartRun?.('two/e', { fromStep: 'charge' })).toMatchObject({
      id: 'two/e-again-from-charge',
    });
    expect(await store.restartRun?.('one/f')).toEqual({ type: 'unsupported' });
    expect([store.can.members?.get('two')?.restart, store.can.members?.get('one')?.restart]).toEqual([
      true,
      undefined,
    ]);
  });
});

describe('a verb of an engine', () => {
  it('is performed by the target that has the run, and a new run is named by its address', async () => {
    const { one, two } = twoMembers();
    const performVerb: RunStore['performVerb'] = async (id, { verb }) => ({
      ...{ type: 'done', newId: `${id}-${verb}` },
    });
    const engine = {
      ...two,
      open: async () => {
        const store = await two.open();
        return { ...store, can: { ...store.can, verbs: engineVerbs }, performVerb };
      },
    };
    const store = await openAll([one, engine]);
    expect(store.can.members?.get('two')?.verbs).toBe(engineVerbs);
    expect(await store.performVerb?.('two/e', { verb: 'pause' })).toEqual({
      type: 'done',
      newId: 'two/e-pause',
    });
    expect(await store.performVerb?.('one/f', { verb: 'pause' })).toEqual({ type: 'unsupported' });
  });
});

describe('counts, workflows and suggestions', () => {
  it('are added up over the targets that answer', async () => {
    const { one, two } = twoMembers();
    const store = await openAll([one, two]);
    expect(await store.counts()).toEqual({ total: 6, success: 6 });
    expect(await store.workflows()).toEqual([
      { name: 'w', kind: 'workflow', total: 6, failed: 0, active: 0 },
    ]);
    two.mood = 'dead';
    expect(await store.counts()).toEqual({ total: 3, success: 3 });
    expect(names(store.missing?.())).toEqual(['two']);
    expect(await store.suggest('id', '')).toEqual(['f', 'd', 'b']);
  });

  it('suggest the first values of each target first, each value once', async () => {
    const { one, two } = twoMembers();
    two.runs.unshift(runAt(1, 'd'));
    const store = await openAll([one, two]);
    expect(await store.suggest('id', '')).toEqual(['f', 'd', 'e', 'b', 'c', 'a']);
  });
});

function collect(store: RunStore): readonly Change[] {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const changes: Change[] = [];
  const watch = async () => {
    for await (const change of store.changes(ending.signal)) changes.push(change);
  };
  watch().catch(() => undefined);
  return changes;
}
