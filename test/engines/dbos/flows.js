// The workflows that the tests start. Prints the port it listens on; a request starts runs, gets their ids.
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';

const { DBOS_URL, DBOS_SCHEMA, APP_VERSION = '1' } = process.env;

const step = (name, run, config = {}) => DBOS.runStep(run, { name, ...config });
const quickly = { retriesAllowed: true, maxAttempts: 3, intervalSeconds: 0.02 };

const failures = new Map();

/** Fails so many times, each with another message. */
function failFirst(times) {
  const key = DBOS.workflowID;
  const failed = failures.get(key) ?? 0;
  if (failed >= times) return;
  failures.set(key, failed + 1);
  throw new RangeError(`the carrier is busy (${failed + 1})`);
}

const flows = {};
const register = (name, run, config = {}) => {
  flows[name] = DBOS.registerWorkflow(run, { name, ...config });
};

register('stock', async sku => ({ sku, shelf: await step('find shelf', async () => `shelf of ${sku}`) }));

register('order', async ({ customer }) => {
  const loaded = await step('load customer', async () => ({ id: customer, name: 'Grace' }));
  const parcel = await step(
    'book carrier',
    async () => {
      failFirst(2);
      return { parcel: 7 };
    },
    quickly,
  );
  const reserving = await DBOS.startWorkflow(flows.stock)('tea');
  const reserved = await reserving.getResult();
  await DBOS.sleep(150);
  await DBOS.setEvent('stage', 'pricing');
  const [net, tax] = await Promise.all([
    step('price net', async () => 40.5),
    step('price tax', async () => 1.5),
  ]);
  return { customer: loaded, ...parcel, reserved, total: net + tax };
});

/** Succeeds in version 2. */
register('refund', async amount => {
  await step('check amount', async () => amount);
  return step(
    'pay out',
    async () => {
      if (APP_VERSION !== '1') return 'paid';
      failFirst(9);
    },
    quickly,
  );
});

class ClosedError extends Error {
  name = 'ClosedError';
  code = 'EREFUNDSCLOSED';
}

register('deny', async reason => {
  await step('look up', async () => reason);
  throw new ClosedError('refunds are closed', { cause: new Error(`the ledger of ${reason} is locked`) });
});

register('crash', async () => {
  await step('begin', async () => 1);
  return step('say', async () => {
    throw 'just a text';
  });
});

register('nap', async ms => {
  await step('lie down', async () => 'down');
  await DBOS.sleep(ms);
  return step('get up', async () => 'up');
});

register('approval', async topic => {
  await step('ask', async () => 'asked');
  return DBOS.recv(topic, 3600);
});

register('listen', async () => DBOS.getEvent('nobody', 'news', 3600));
register('catch', async () => {
  try {
    await step('try it', async () => failFirst(9));
  } catch {
    return 'caught';
  }
});
register('failing parent', async () => {
  const refunding = await DBOS.startWorkflow(flows.refund)(7);
  return refunding.getResult();
});
register('parent', async ms => {
  const napping = await DBOS.startWorkflow(flows.nap)(ms);
  return napping.getResult();
});

register('work', async ms => {
  await step('begin', async () => 1);
  const done = await step('long work', async () => {
    await delay(ms);
    return 'done';
  });
  return step('finish', async () => done);
});

register('sleep beside a step', async ms => Promise.all([DBOS.sleep(ms), step('beside', async () => 1)]));

register('echo', async value => value);
register('odd', async () => ({
  at: new Date(0),
  seen: new Set(['a']),
  stock: new Map([['tea', 3]]),
  big: 2n ** 70n,
  bytes: Buffer.from([1, 2, 255]),
  nothing: undefined,
  half: 'half \ud83d of a pair',
}));
register('poison', async () => process.exit(1), { maxRecoveryAttempts: 1 });
register('stream', async () => {
  await DBOS.writeStream('said', { line: 1 });
  await DBOS.writeStream('said', 'line 2');
  await DBOS.closeStream('said');
  return 'streamed';
});

/** Says how what is charged ends. */
let door = 'open';
register('door', async state => {
  door = state;
});
const charge = order =>
  step('charge', async () => {
    while (door === 'stuck') await delay(20);
    if (door === 'closed') throw new Error('the till is closed');
    return order;
  });
register('bill', async order => charge(order));
register('invoice', async order => charge(order));
register('report', async (_, context) => charge(context));

DBOS.setConfig({
  name: 'shop',
  systemDatabaseUrl: DBOS_URL,
  ...(DBOS_SCHEMA ? { systemDatabaseSchemaName: DBOS_SCHEMA } : {}),
  applicationVersion: APP_VERSION,
  logger: { info() {}, debug() {}, warn() {}, error() {} },
});
await DBOS.launch();
await DBOS.registerQueue('counter', { concurrency: 1, pollingIntervalMs: 100 });

/** Starts what a schedule starts, at once. */
async function trigger({ schedule: scheduleName, context, flow }) {
  if (await DBOS.getSchedule(scheduleName)) await DBOS.updateSchedule(scheduleName, { context });
  else await DBOS.createSchedule({ scheduleName, workflowFn: flows[flow], schedule: '0 0 1 1 *', context });
  return [(await DBOS.triggerSchedule(scheduleName)).workflowID];
}

async function start({ flow, args = [], times = 1, ...options }) {
  if (options.schedule) return trigger({ flow, ...options });
  const ids = [];
  for (let count = 0; count < times; count += 50) {
    const some = Array.from({ length: Math.min(50, times - count) }, async () => {
      const handle = await DBOS.startWorkflow(flows[flow], options)(...args);
      return handle.workflowID;
    });
    ids.push(...(await Promise.all(some)));
  }
  return ids;
}

const server = http.createServer(async (request, response) => {
  try {
    let text = '';
    for await (const chunk of request) text += chunk;
    response.end(JSON.stringify(await start(JSON.parse(text))));
  } catch (error) {
    response.writeHead(500).end(JSON.stringify(String(error)));
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
