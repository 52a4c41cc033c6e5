import { openRestateStore } from '../../../src/engines/restate/open-restate-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { type CalmName, reachStatus, startCalmFlows } from './calm-flows.ts';
import { startRestate } from './start-restate.ts';

/**
 * One of a kind: the suite asks a few hundred questions of each list, and the engine takes its time for each.
 */
const wanted: ReadonlySet<CalmName> = new Set([
  'order',
  'refused',
  'asleep',
  'asking',
  'paused',
  'scheduled',
  'odd',
  'killed',
]);

describeReadableStore('Restate', async () => {
  const restate = await startRestate();
  await startCalmFlows(restate, name => wanted.has(name));
  return {
    open: ({ scanRows } = {}) =>
      openRestateStore({
        url: restate.admin,
        target: { name: 'restate', kind: 'restate', location: restate.admin, reason: 'argument' },
        ...(scanRows === undefined ? {} : { budget: { ms: 60_000, rows: scanRows } }),
      }),
    addRun: async () => {
      await reachStatus(restate, await restate.send('echo/brief/send', 1), ['completed']);
    },
    strangeIds: [
      'inv_x',
      'inv_1foAirY4KKzi2WefX5NoZiwFWrVOG9GY99',
      "inv_1' or '1' = '1",
      'inv_',
      '../health',
    ],
    remove: restate.stop,
  };
});
