import { cancel, describePlanted, type Ending, type Host, runAgain } from '../planted-histories.ts';
import { useDbos } from './use-dbos.ts';

const used = useDbos();

const doors = { succeeds: 'open', fails: 'closed', 'is canceled': 'stuck', 'goes on': 'stuck' } as const;
const statuses = {
  succeeds: 'SUCCESS',
  fails: 'ERROR',
  'is canceled': 'PENDING',
  'goes on': 'PENDING',
} as const;

/** What is started behind the door ends as the door says. */
async function endAs(ending: Ending, start: () => Promise<string>): Promise<string> {
  await used.begin({ flow: 'door', args: [doors[ending]] }, 'SUCCESS');
  const id = await used.dbos.reach(await start(), statuses[ending]);
  if (ending === 'is canceled') await cancel(used.store, id);
  return id;
}

const host = (): Host => ({
  store: used.store,
  start: (flow, input, ending) => endAs(ending, () => used.dbos.start({ flow, args: [input] })),
  again: (id, ending) => endAs(ending, () => runAgain(used.store, id)),
  trigger: (schedule, context, ending) =>
    endAs(ending, () => used.dbos.start({ flow: 'report', schedule, context })),
});

describePlanted(host, { hasSchedules: true });
