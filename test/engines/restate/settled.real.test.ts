import { cancel, describePlanted, type Ending, type Host, runAgain } from '../planted-histories.ts';
import { reachStatus } from './calm-flows.ts';
import { useRestate } from './use-restate.ts';

const used = useRestate();

const doors = { succeeds: 'open', fails: 'closed', 'is canceled': 'stuck', 'goes on': 'stuck' } as const;

/** What is started behind the door ends as the door says. */
async function endAs(ending: Ending, start: () => Promise<string>): Promise<string> {
  const door = doors[ending];
  await used.send('billing/door/send', 'completed', door);
  const id = await start();
  await reachStatus(used.restate, id, [door === 'stuck' ? 'suspended' : 'completed']);
  if (ending === 'is canceled') await cancel(used.store, id);
  return id;
}

const host = (): Host => ({
  store: used.store,
  start: (handler, input, ending) => endAs(ending, () => used.restate.send(`billing/${handler}/send`, input)),
  again: (id, ending) => endAs(ending, () => runAgain(used.store, id)),
});

describePlanted(host, { hasSchedules: false });
