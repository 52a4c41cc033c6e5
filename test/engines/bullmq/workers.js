import { createPostgresBackend, DelayedError, FlowProducer, Queue, UnrecoverableError, Worker } from 'bullmq';

/** Workers of the queues `orders`, `till`, `steps` and `quick`, and what tests ask of them over IPC. */

const { PORT, DATABASE_URL, SCHEMA = 'bullmq' } = process.env;
const connection = DATABASE_URL
  ? { connectionString: DATABASE_URL, schema: SCHEMA, migrate: true }
  : { host: '127.0.0.1', port: Number(PORT), maxRetriesPerRequest: null };
const options = { connection };
const backend = DATABASE_URL ? [createPostgresBackend] : [];
const queues = new Map();
const queue = name => {
  if (!queues.has(name)) queues.set(name, new Queue(name, options, ...backend));
  return queues.get(name);
};
const flows = new FlowProducer(options, ...backend);
const waiting = new Map();

const orders = {
  ok: ({ data }) => ({ ok: true, total: 42, user: { id: data.userId ?? 1, name: 'Ada' } }),
  refused: ({ attemptsMade }) => {
    throw new TypeError(`attempt ${attemptsMade + 1}: the card was refused`);
  },
  flaky: ({ attemptsMade }) => {
    if (attemptsMade < 2) throw new Error(`attempt ${attemptsMade + 1}: 502 Bad Gateway`);
    return 'third time lucky';
  },
  text: () => {
    throw 'the till is closed';
  },
  fatal: () => {
    throw new UnrecoverableError('no such address');
  },
  asleep: async (job, token) => {
    if (job.data.slept) return 'awake';
    await job.updateData({ ...job.data, slept: true });
    await job.moveToDelayed(Date.now() + (job.data.ms ?? 3_600_000), token);
    throw new DelayedError();
  },
  slow: job => new Promise(resolve => waiting.set(job.id, resolve)),
  parent: async job => ({ children: await job.getChildrenValues() }),
  large: ({ data }) => ({ bytes: JSON.stringify(data).length }),
};

const order = async (job, token) => {
  await job.log(`${job.data.kind}: attempt ${job.attemptsMade + 1}`);
  await job.updateProgress({ step: 'fetch user', done: 1, of: 3 });
  return orders[job.data.kind](job, token);
};

const step = async ({ data: { n, fails } }) => {
  if (fails) throw new RangeError(`step ${n} is out of range`);
  return n * 2;
};

/** Says how what the till takes from now on ends; what finds it stuck never does. */
let door = 'open';
const take = async ({ data }) => {
  if (door === 'stuck') await new Promise(() => {});
  if (door === 'closed') throw new Error('the till is closed');
  return data;
};

const workers = [
  new Worker(
    'orders',
    order,
    { ...options, concurrency: 8, name: 'worker-a', lockDuration: 600_000 },
    ...backend,
  ),
  new Worker('till', take, { ...options, concurrency: 50, lockDuration: 600_000 }, ...backend),
  new Worker('steps', step, { ...options, concurrency: 4 }, ...backend),
  new Worker('quick', async ({ data }) => data.n, { ...options, concurrency: 50 }, ...backend),
];
// Tests take locks away and end jobs from outside.
for (const worker of workers) worker.on('error', () => {});

/** What tests ask for; each answers with what can be sent. */
const asks = {
  add: async ({ queue: name, name: job, data, opts }) => (await queue(name).add(job, data, opts)).id,
  addBulk: async ({ queue: name, jobs }) => (await queue(name).addBulk(jobs)).length,
  flow: async ({ tree }) => ids(await flows.add(tree)),
  schedule: async ({ queue: name, id, repeat, template }) =>
    (await queue(name).upsertJobScheduler(id, repeat, template)).id,
  /** Starts what a schedule starts, at once. */
  trigger: async ({ queue: name, id, template }) => {
    await queue(name).removeJobScheduler(id);
    return (await queue(name).upsertJobScheduler(id, { every: 3_600_000 }, template)).id;
  },
  door: async ({ state }) => {
    door = state;
  },
  state: async ({ queue: name, id }) => queue(name).getJobState(id),
  pause: async ({ queue: name }) => queue(name).pause(),
  resume: async ({ queue: name }) => queue(name).resume(),
  /** Ends the workers at once; their jobs stay as they are. */
  endWorkers: async () => Promise.all(workers.map(worker => worker.close(true))).then(() => true),
  finish: async ({ id, value }) => waiting.get(id)?.(value),
};

const ids = ({ job, children = [] }) => ({ id: job.id, children: children.map(ids) });

process.on('message', async ({ ask, ...rest }) => {
  try {
    process.send({ at: rest.at, answer: await asks[ask](rest) });
  } catch (error) {
    process.send({ at: rest.at, error: error.stack });
  }
});
process.on('disconnect', () => process.exit(0));
await Promise.all(workers.map(worker => worker.waitUntilReady()));
process.send({ ready: true });
