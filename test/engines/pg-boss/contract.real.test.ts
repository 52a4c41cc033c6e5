import { describeReadableStore } from '../../contract/readable-contract.ts';
import { startPgBoss } from './start-pg-boss.ts';

describeReadableStore('pg-boss', async () => {
  const boss = await startPgBoss();
  const ended = [
    await boss.send('charge', { kind: 'ok', customer: { id: 7, name: 'ada' } }),
    await boss.send('charge', { kind: 'ok', text: 'x'.repeat(200_000) }),
  ];
  const failed = [
    await boss.send('charge', { kind: 'type-error', userId: 8 }),
    await boss.send('charge', { kind: 'http-error', userId: 9 }),
    await boss.send('mail', { kind: 'http-error', to: 'ada@example.com' }),
  ];
  const running = await boss.send('charge', { kind: 'slow' });
  await boss.send('charge', { kind: 'ok' }, { startAfter: 3_600 });
  await boss.send('idle', { list: [1, 2, { deep: true }] });
  await boss.sendMany('quick', 30);
  for (const id of ended) await boss.reach(id, 'completed');
  for (const id of failed) await boss.reach(id, 'failed');
  await boss.reach(running, 'active');
  // What runs goes on with nobody to change it while it is read.
  await boss.endWorkers();
  return {
    open: boss.open,
    addRun: async () => {
      await boss.query(`INSERT INTO ${boss.schema}.job (name, data) VALUES ('idle', '{"n":1}')`);
    },
    strangeIds: ['job', `00000000-0000-0000-0000-000000000000`, "' or 1=1", '../x'],
    fingerprint: async () =>
      JSON.stringify(
        await boss.query(`SELECT md5(string_agg(j::text, '' ORDER BY id)) FROM ${boss.schema}.job j`),
      ),
    remove: boss.stop,
  };
});
