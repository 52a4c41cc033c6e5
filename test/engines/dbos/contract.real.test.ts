import { describeReadableStore } from '../../contract/readable-contract.ts';
import { schema, startDbos } from './start-dbos.ts';

const anHour = 3_600_000;

describeReadableStore('DBOS', async () => {
  const dbos = await startDbos();
  const start = async (flow: string, status: string, args: readonly unknown[] = [], more: object = {}) =>
    dbos.reach(await dbos.start({ flow, args, ...more }), status);
  await start('order', 'SUCCESS', [{ customer: 'c1' }], {
    authenticatedUser: 'ada',
    workflowAttributes: { team: 'shop' },
  });
  await start('refund', 'ERROR', [12]);
  await start('deny', 'ERROR', ['gold']);
  await start('crash', 'ERROR');
  await start('odd', 'SUCCESS');
  await start('stream', 'SUCCESS');
  await start('work', 'PENDING', [anHour]);
  await start('parent', 'PENDING', [anHour]);
  await start('approval', 'PENDING', ['manager']);
  await start('nap', 'CANCELLED', [anHour], { timeoutMS: 100 });
  await start('nap', 'PENDING', [anHour], { queueName: 'counter' });
  await start('echo', 'ENQUEUED', ['x'], { queueName: 'counter' });
  await start('echo', 'DELAYED', ['y'], { queueName: 'counter', enqueueOptions: { delaySeconds: 3_600 } });
  await dbos.settle();
  return {
    open: dbos.open,
    addRun: async () => {
      await dbos.reach(await dbos.start({ flow: 'echo', args: ['brief'] }), 'SUCCESS');
    },
    strangeIds: ['', 'order-1-2-', "x' or '1' = '1", '\0', '%'],
    fingerprint: async () => {
      const rows = await dbos.query(`SELECT md5(string_agg(ws::text, ' ' ORDER BY workflow_uuid)) AS all
        FROM "${schema}".workflow_status ws`);
      return JSON.stringify(rows);
    },
    remove: dbos.stop,
  };
});
