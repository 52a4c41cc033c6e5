import { describe, expect, test } from 'vitest';
import { type Scope, scopes } from '../../src/contract/served-store.ts';
import type { Run } from '../../src/model/run.ts';
import { isThorough } from '../trials.ts';
import {
  type AttackedServer,
  activeRun,
  keyOf,
  shareAttackedServer,
  storesServed,
} from './attacked-server.ts';

const at = '2026-11-24T12:00:01.000Z';

/** Everything that a recorder can say of a run. */
const facts: Readonly<Record<string, (id: string) => object>> = {
  'run-created': id => activeRun(id, { status: 'failed', finishedAt: at, input: 'theirs' }),
  'run-changed': id => ({ type: 'run-changed', id, status: 'failed', finishedAt: at, input: 'theirs' }),
  'step-put': runId => ({
    ...{ type: 'step-put', runId, id: 's', name: 'theirs', stepType: 'step', status: 'success', attempt: 1 },
  }),
  'span-put': runId => ({
    ...{ type: 'span-put', runId, id: 's', name: 'theirs', kind: 'http', startAt: at, status: 'ok' },
  }),
  'log-added': runId => ({ type: 'log-added', runId, at, level: 'info', message: 'theirs' }),
  'message-put': runId => ({
    ...{ type: 'message-put', runId, id: 'm', message: { id: 'm', role: 'user', content: 'theirs' } },
  }),
};

describe.each(storesServed)('on a server over %s', kind => {
  const server = shareAttackedServer(kind);
  const sequences = new Map<string, number>();

  /** Sends a batch of a writer, with its key. */
  function send(scope: Scope, writer: string, sent: readonly object[]) {
    const sequence = (sequences.get(writer) ?? 0) + 1;
    sequences.set(writer, sequence);
    return server().ask({ scope, key: keyOf(writer) }, '/v1/ingest', { writer, sequence, facts: sent });
  }
  async function mustSend(writer: string, sent: readonly object[]): Promise<void> {
    const { answer } = await send('record', writer, sent);
    expect(answer).toMatchObject({ isNew: true, refused: [] });
  }
  async function offer(writer: string, room: number) {
    const body = { offers: [{ workflow: 'signup', room }] };
    return server().ask({ scope: 'write', key: keyOf(writer) }, `/v1/writers/${writer}/starts`, body);
  }
  async function start(id: string): Promise<void> {
    await offer('worker', 0);
    const body = { workflow: 'signup', input: { ours: 1 }, id };
    expect(await server().ask({ scope: 'start' }, '/v1/runs', body)).toMatchObject({ status: 202 });
  }
  const begin = (writer: string, key: string | undefined, id: string, scope: Scope = 'write') =>
    server().ask({ scope, key }, `/v1/writers/${writer}/begins`, { starts: [{ id, startedAt: at }] });
  const begun = (id: string, fields: object = {}) => ({
    status: 200,
    answer: { begun: [{ id, ...fields }], refused: [] },
  });
  const refused = (id: string) => ({ status: 200, answer: { begun: [], refused: [id] } });

  /** Runs of each kind that are not the attacker's, by their id. */
  const targets: Readonly<Record<string, (id: string) => Promise<void>>> = {
    'a running run of another': id => mustSend('victim', [activeRun(id, { input: { ours: 1 } })]),
    'an ended run of another': id =>
      mustSend('victim', [activeRun(id, { status: 'success', finishedAt: at, input: { ours: 1 } })]),
    'a run that another imported': async id => {
      const body = { writer: `of-${id}`, sequence: 1, owner: false, facts: [activeRun(id)] };
      await server().ask({ scope: 'record', key: keyOf(`of-${id}`) }, '/v1/ingest', body);
    },
    'a run that waits to be started': start,
    'a run that another has begun': async id => {
      await start(id);
      await claimAll('worker');
      expect(await begin('worker', keyOf('worker'), id)).toMatchObject(begun(id));
    },
  };
  async function claimAll(writer: string): Promise<void> {
    expect((await offer(writer, 1_000)).status).toBe(200);
  }

  const ofWrite = isThorough ? Object.keys(facts) : ['run-changed'];
  const cases = Object.keys(targets).flatMap(target => [
    ...Object.keys(facts).map(fact => ({ scope: 'record', target, fact }) as const),
    ...ofWrite.map(fact => ({ scope: 'write', target, fact }) as const),
  ]);

  test.each(cases)('$scope does nothing to $target by $fact', async ({ scope, target, fact }) => {
    const id = `${scope}-${target.replaceAll(' ', '-')}-${fact}`;
    await targets[target]?.(id);
    const before = await wholeRun(server(), id);
    const other = `beside-${id}`;
    const { status, answer } = await send(scope, 'attacker', [facts[fact]?.(id) ?? {}, activeRun(other)]);
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      isNew: true,
      refused: [{ id, reason: expect.stringContaining('another recorder records this run') }],
    });
    expect(await wholeRun(server(), id)).toEqual(before);
    expect(await server().run(other)).toMatchObject({ status: 'running' });
  });

  test.each(scopes)('a batch of others’ runs by %s is either forbidden or changes nothing', async scope => {
    const id = `by-${scope}`;
    await targets['a running run of another']?.(id);
    const { status } = await send(scope, `attacker-${scope}`, [
      { type: 'run-changed', id, status: 'failed' },
    ]);
    expect(status).toBe(scope === 'record' || scope === 'write' ? 200 : 403);
    expect(await server().run(id)).toMatchObject({ status: 'running' });
  });

  test('a start is begun by nobody in the name of the writer that claimed it', async () => {
    await start('claimed');
    await claimAll('worker');
    for (const key of [undefined, keyOf('attacker')])
      expect(await begin('worker', key, 'claimed')).toMatchObject({ status: 403 });
    expect(await begin('attacker', keyOf('attacker'), 'claimed')).toMatchObject(refused('claimed'));
    expect(await begin('worker', keyOf('worker'), 'claimed', 'record')).toMatchObject({ status: 403 });
    expect(await server().run('claimed')).toMatchObject({ status: 'queued', input: { ours: 1 } });
    expect(await begin('worker', keyOf('worker'), 'claimed')).toMatchObject(
      begun('claimed', { input: { ours: 1 } }),
    );
  });

  test('a start that one lets go is the next one’s, who alone records it', async () => {
    await start('handed-on');
    await claimAll('worker');
    await offer('worker', 0);
    await claimAll('second');
    expect(await begin('worker', keyOf('worker'), 'handed-on')).toMatchObject(refused('handed-on'));
    expect(await begin('second', keyOf('second'), 'handed-on')).toMatchObject(begun('handed-on'));
    const end = { type: 'run-changed', id: 'handed-on', status: 'success', finishedAt: at };
    expect((await send('record', 'worker', [end])).answer).toMatchObject({ refused: [{ id: 'handed-on' }] });
    expect(await server().run('handed-on')).toMatchObject({ status: 'running' });
    await mustSend('second', [end]);
    expect(await server().run('handed-on')).toMatchObject({ status: 'success' });
    await offer('second', 0);
  });

  test('a writer goes on with its own runs, also after they have ended', async () => {
    await mustSend('own', [activeRun('own-run')]);
    await mustSend('own', [{ type: 'run-changed', id: 'own-run', status: 'success', finishedAt: at }]);
    await mustSend('own', [{ type: 'log-added', runId: 'own-run', at, level: 'info', message: 'late' }]);
    const run = await wholeRun(server(), 'own-run');
    expect(run).toMatchObject({ status: 'success', trace: { logs: [{ message: 'late' }] } });
  });

  test('what was refused is counted in the log of the server, which names no run of it', async () => {
    await targets['a running run of another']?.('logged');
    const before = server().lines.length;
    await send('record', 'attacker', [{ type: 'run-changed', id: 'logged', status: 'failed' }]);
    await expect.poll(() => server().lines.length).toBeGreaterThan(before);
    expect(server().lines.at(-1)?.error).toBe('1 runs of other writers were left as they are');
  });
});

async function wholeRun(
  { ask }: AttackedServer,
  id: string,
): Promise<Partial<Run> & Record<string, unknown>> {
  const { answer } = await ask({ scope: 'read' }, `/v1/runs/${id}?include=steps,messages,trace`);
  const { raw: _, ...run } = answer;
  return run;
}
