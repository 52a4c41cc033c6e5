import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { reachStatus } from './calm-flows.ts';
import { type Restate, startRestate, until } from './start-restate.ts';

let restate: Restate;

beforeAll(async () => {
  restate = await startRestate();
});
afterAll(() => restate?.stop());

const run = (words: string, target = `restate:${restate.admin}`) =>
  runCli([...words.split(' '), '--target', target], { store: 'real', now: Date.now });

describe('the command line', () => {
  it('waits until a canceled run has cleaned up', async () => {
    const id = await restate.send('tidy/t1/run/send');
    await reachStatus(restate, id, ['suspended']);
    const waiting = run(`workflows runs cancel ${id} --wait -o table`);
    await until('it is not told', async () => {
      const rows = await restate.query(
        `select index from sys_journal where id = '${id}' and entry_type = 'Command: GetPromise'`,
      );
      return rows.length === 1;
    });
    await restate.send('tidy/t1/allow/send');
    const { code, out } = await waiting;
    expect({ code, out }).toEqual({ code: 0, out: `${id}  canceled\n` });
    const got = await run(`workflows runs get tidy/run ${id} --include steps --field steps.2.output`);
    expect(got).toMatchObject({ code: 0, out: 'tidy\n' });
  });

  it('names the step that a run failed in as the screen does', async () => {
    const id = await restate.send('refund/pay/send', 12);
    await reachStatus(restate, id, ['completed']);
    const { out } = await run(`workflows runs get ${id} -o table`);
    expect(out).toContain('Error  failed in pay out');
  });

  it('reports that the run ended well instead', async () => {
    const id = await restate.send('nap/stubborn/send', 3_600_000);
    await reachStatus(restate, id, ['suspended']);
    const { code, out } = await run(`workflows runs cancel ${id} --wait -o table`);
    expect({ code, out }).toEqual({ code: 1, out: `${id}  not canceled, already finished: Success\n` });
  });

  it('does not wait where the cancel was done at once', async () => {
    const id = await restate.send('till/later/add/send?delay=3600s', 5);
    await reachStatus(restate, id, ['scheduled']);
    const { code, out } = await run(`workflows runs cancel ${id} --wait -o table`);
    expect({ code, out }).toEqual({ code: 0, out: `${id}  canceled\n` });
    // The server has forgotten it, and this is another process.
    expect((await run(`workflows runs get till/add ${id}`)).code).toBe(3);
  });

  it('kills what a cancel does not end, also in one list with other targets', async () => {
    const id = await restate.send('poison/go/send', 'x');
    await reachStatus(restate, id, ['backing-off']);
    expect((await run(`workflows runs cancel ${id} -o table`)).out).toBe(`${id}  cancel requested\n`);
    const listed = await run('workflows runs list poison/go -o json');
    expect(JSON.parse(listed.out).data).toMatchObject([{ id, cancelRequestedAt: expect.any(String) }]);
    const targets = `restate:${restate.admin},./.runlens/runs.db`;
    const address = `restate:${new URL(restate.admin).port}/${id}`;
    const killed = await run(`workflows runs cancel ${address} --kill --wait -o table`, targets);
    expect({ code: killed.code, out: killed.out }).toEqual({ code: 0, out: `${address}  killed\n` });
    expect((await run(`workflows runs get poison/go ${id} --field cancel.outcome`)).out).toBe('killed\n');
  });
});

it('ends a called run with its caller', async () => {
  for (const [flag, outcome] of [
    ['', 'canceled'],
    [' --kill', 'killed'],
  ] as const) {
    const id = await restate.send('family/parent/send', { milliseconds: 3_600_000 });
    await reachStatus(restate, id, ['suspended']);
    await run(`workflows runs cancel ${id}${flag}`);
    await reachStatus(restate, id, ['completed']);
    const [child] = await restate.query(`select id from sys_invocation where invoked_by_id = '${id}'`);
    const childId = String(child?.id);
    await reachStatus(restate, childId, ['completed']);
    expect((await run(`workflows runs get nap/sleep ${childId} --field cancel.outcome`)).out).toBe(
      `${outcome}\n`,
    );
  }
});
