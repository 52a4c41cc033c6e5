import { afterAll, beforeAll } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { cancel, describePlanted, type Ending, type Host, runAgain } from '../planted-histories.ts';
import { openStore } from './calm-flows.ts';
import { type Bullmq, startBullmq } from './start-bullmq.ts';

const queue = 'till';
const doors = { succeeds: 'open', fails: 'closed', 'is canceled': 'stuck', 'goes on': 'stuck' } as const;
const states = {
  succeeds: 'completed',
  fails: 'failed',
  'is canceled': 'active',
  'goes on': 'active',
} as const;

let bullmq: Bullmq;
let store: RunStore;

beforeAll(async () => {
  bullmq = await startBullmq();
  store = await openStore(bullmq);
});
afterAll(async () => {
  await store?.close();
  await bullmq?.stop();
});

/** What is started behind the door ends as the door says. */
async function endAs(ending: Ending, start: () => Promise<unknown>): Promise<string> {
  await bullmq.ask('door', { state: doors[ending] });
  const id = String(await start());
  await bullmq.reach(id, states[ending], queue);
  if (ending === 'is canceled') await cancel(store, `${queue}:${id}`);
  return `${queue}:${id}`;
}

const host = (): Host => ({
  store,
  start: (name, data, ending) => endAs(ending, () => bullmq.ask('add', { queue, name, data })),
  again: (id, ending) => endAs(ending, async () => (await runAgain(store, id)).slice(queue.length + 1)),
  trigger: (id, data, ending) =>
    endAs(ending, () => bullmq.ask('trigger', { queue, id, template: { name: 'report', data } })),
});

describePlanted(host, { hasSchedules: true });
