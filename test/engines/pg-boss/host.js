// Workers of pg-boss on the database of DATABASE_URL, in the schema SCHEMA.
// A line of stdin is a job to send: {queue, data, options}; its id is answered.
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';

const boss = new PgBoss({
  connectionString: process.env.DATABASE_URL,
  schema: process.env.SCHEMA,
  useListenNotify: true,
});
boss.on('error', error => process.stderr.write(`${error.message}\n`));
await boss.start();
await boss.createQueue('lost-mail');
await boss.createQueue('mail', { retryLimit: 1, retryDelay: 0, deadLetter: 'lost-mail' });
await boss.createQueue('charge', { retryLimit: 2, retryDelay: 1 });
await boss.createQueue('alert', { notify: true });
await boss.createQueue('quick', { retryLimit: 0 });
await boss.createQueue('idle', { retryLimit: 0 });
await boss.createQueue('lost-parcels', { retryLimit: 0 });
await boss.createQueue('parcels', { retryLimit: 0, deadLetter: 'lost-parcels' });

let attempts = 0;
const handlers = {
  ok: ({ text = '' }) => ({ ok: true, length: text.length }),
  'type-error': () => undefined.total,
  text: () => {
    throw 'the till is closed';
  },
  list: () => {
    throw ['the till is closed', { till: 4 }];
  },
  'http-error': () => {
    attempts += 1;
    throw new Error(`POST https://api.example.com/charge: 502 Bad Gateway, attempt ${attempts}`, {
      cause: new Error('socket hang up'),
    });
  },
  slow: async () => {
    await delay(600_000);
    return 'late';
  },
};
const handle = ([{ data }]) => handlers[data.kind](data);
const often = { pollingIntervalSeconds: 0.5 };
for (const queue of ['parcels', 'lost-parcels', 'mail', 'alert', 'charge', 'charge', 'charge'])
  await boss.work(queue, often, handle);
await boss.work('quick', { batchSize: 500, pollingIntervalSeconds: 0.5 }, async () => undefined);
process.stdout.write('ready\n');

for await (const line of createInterface({ input: process.stdin })) {
  const { queue, data, options, many } = JSON.parse(line);
  if (many)
    await boss.insert(
      queue,
      Array.from({ length: many }, (_, n) => ({ data: { n } })),
    );
  const id = many ? `${many} jobs` : await boss.send(queue, data, options);
  process.stdout.write(`${id}\n`);
}
// Whoever started it is gone.
process.exit(0);
