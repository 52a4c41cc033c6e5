import { describe, expect, test } from 'vitest';
import { isNewer } from '../../../src/contract/lists/run-order.ts';
import { runAddress } from '../../../src/model/run.ts';
import { openMenu } from '../dialog-actions.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { mergedTarget, openSession, press, settle } from '../open-session.ts';

const active = { status: 'running', finishedAt: undefined } as const;
const inShop = sampleRun(1, { ...active, target: 'shop', name: 'of the shop' });
const inProd = sampleRun(1, { ...active, target: 'prod', name: 'of prod' });

function openMerged() {
  return openSession({ ...createMemoryStore([inShop, inProd]), target: mergedTarget });
}

installFakeClock();

describe('two runs of one id, each of its own target', () => {
  test('are in the order of their targets, and the cursor goes from one to the other', async () => {
    const { session } = openMerged();
    await settle();
    expect(session.getState().list.rows.map(runAddress)).toEqual(['prod/run_0001', 'shop/run_0001']);
    press(session, 'j');
    expect(session.getState().list.cursorAddress).toBe('shop/run_0001');
  });

  test('are opened, and gone to, each by itself', async () => {
    const { session } = openMerged();
    await settle();
    press(session, 'enter');
    await settle();
    expect(session.getState().detail?.run?.name).toBe('of prod');
    press(session, ']');
    await settle(300);
    expect(session.getState().detail?.run?.name).toBe('of the shop');
  });

  test('are marked and canceled each by itself, and the question names the target', async () => {
    const { session, store } = openMerged();
    await settle();
    press(session, 'j', 'space', 'x');
    const { overlay } = session.getState();
    expect(overlay).toMatchObject({ all: { runs: [{ id: 'run_0001', target: 'shop' }] } });
    press(session, 'y');
    await settle();
    expect((await store.getRun('shop/run_0001'))?.cancelRequestedAt).toBeDefined();
    expect((await store.getRun('prod/run_0001'))?.cancelRequestedAt).toBeUndefined();
    expect([...session.getState().list.cancels.keys()]).toEqual(['shop/run_0001']);
  });

  test('are copied by their id, and by a command that names the target', async () => {
    const { session, copied } = openMerged();
    await settle();
    press(session, 'y');
    await settle();
    press(session, 'Y');
    await settle();
    const items = openMenu(session.getState())?.items.map(({ id }) => id) ?? [];
    press(session, ...Array.from({ length: items.indexOf('get-command') }, () => 'j'), 'enter');
    await settle();
    expect(copied).toEqual(['run_0001', "runlens workflows runs get 'of prod' run_0001 --target prod"]);
  });
});

test('the order is total: by time, then id, then target', () => {
  expect([isNewer(inProd, inShop), isNewer(inShop, inProd)]).toEqual([true, false]);
  expect(isNewer(sampleRun(2, { target: 'shop' }), inProd)).toBe(true);
});
