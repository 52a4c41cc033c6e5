// Serves workflows and an agent of Mastra on LibSQL. Usage: PORT=14111 DB=mastra.db node server.js
import { serve } from '@hono/node-server';
import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { MastraServer } from '@mastra/hono';
import { LibSQLStore } from '@mastra/libsql';
import { MastraStorageExporter, Observability } from '@mastra/observability';
import { Hono } from 'hono';
import { z } from 'zod';
import { createHelper } from './helper.js';

const { PORT = '14111', DB = 'mastra.db', PREFIX = '/api' } = process.env;

const any = { inputSchema: z.any(), outputSchema: z.any(), resumeSchema: z.any(), suspendSchema: z.any() };
const step = (id, execute, more = {}) => createStep({ id, ...any, execute, ...more });
const flow = (id, build) => build(createWorkflow({ id, ...any })).commit();

function nap(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('aborted'));
    });
  });
}

const fetchUser = step('fetch-user', async ({ inputData }) => ({
  ...inputData,
  user: { id: inputData?.userId ?? 1, name: 'Ada' },
}));
const charge = step('charge', async ({ inputData }) => ({ user: inputData.user, total: 42 }));
const healed = new Set();
const render = step(
  'render',
  async ({ inputData }) => {
    if (healed.has(inputData?.key)) return { total: 42 };
    const order = undefined;
    return order.total;
  },
  { retries: 2 },
);
const callApi = step('call-api', async () => {
  throw new Error('POST https://api.example.com/charge: 502 Bad Gateway');
});
const approve = step('approve', async ({ inputData, resumeData, suspend }) =>
  resumeData ? { ...inputData, ok: resumeData.ok } : suspend({ ask: 'may I?' }),
);
const long = step('long-work', async ({ abortSignal, inputData }) => {
  await nap(inputData?.ms ?? 600_000, abortSignal);
  return { slept: true };
});
const double = step('double', async ({ inputData }) => {
  if (inputData.n === 13) throw new RangeError('13 is out of range');
  return { n: (inputData.n ?? 3) * 2 };
});
const child = flow('child-flow', w => w.then(double));
const prepare = step('prepare', async ({ inputData }) => ({ n: inputData?.n ?? 3 }));
const after = step('after', async ({ inputData }) => inputData);
const leave = step('leave', async ({ bail }) => bail({ reason: 'nothing to do' }));
const unlucky = step('one', async ({ inputData }) => {
  if (inputData.n % 10 === 0) throw new Error(`unlucky ${inputData.n}`);
  return { n: inputData.n };
});
const left = step('left', async ({ inputData }) => ({ left: inputData?.n ?? 1 }));
const right = step('right', async ({ inputData }) => ({ right: inputData?.n ?? 1 }));
const few = step('few', async () => [{ n: 1 }, { n: 2 }]);
const list = step('list', async ({ inputData }) =>
  inputData?.n === 0 ? [] : [{ n: 1 }, { n: 2 }, { n: 13 }],
);

const answers = prompt => {
  const asked = JSON.stringify(prompt);
  if (asked.includes('break')) return { error: 'the model is overloaded' };
  if (asked.includes('tool-result')) return { text: 'The sky is blue.' };
  return { text: 'Let me look.', tool: { city: 'Rome' } };
};
const helper = createHelper(answers);
const ask = step('ask-helper', async ({ inputData, mastra, tracingContext }) => {
  const { text } = await mastra
    .getAgent('helper')
    .generate(inputData?.question ?? 'How is Rome?', { tracingContext });
  return { text };
});

const workflows = {
  okFlow: flow('ok-flow', w => w.then(fetchUser).then(charge)),
  typeErrorFlow: flow('type-error-flow', w => w.then(fetchUser).then(render).then(charge)),
  httpErrorFlow: flow('http-error-flow', w => w.then(fetchUser).then(callApi)),
  sleepFlow: flow('sleep-flow', w => w.then(fetchUser).sleep(3_600_000).then(charge)),
  napFlow: flow('nap-flow', w => w.then(fetchUser).sleep(300).then(charge)),
  untilFlow: flow('until-flow', w => w.then(fetchUser).sleepUntil(new Date(4_102_444_800_000)).then(charge)),
  waitFlow: flow('wait-flow', w => w.then(fetchUser).then(approve).then(charge)),
  slowFlow: flow('slow-flow', w => w.then(fetchUser).then(long)),
  parentFlow: flow('parent-flow', w => w.then(prepare).then(child).then(after)),
  waitingParentFlow: flow('waiting-parent-flow', w =>
    w.then(prepare).then(flow('waiting-child-flow', c => c.then(approve))),
  ),
  sidesFlow: flow('sides-flow', w => w.parallel([left, right]).then(after)),
  branchFlow: flow('branch-flow', w =>
    w.branch([
      [async ({ inputData }) => inputData?.n === 1, left],
      [async () => true, right],
    ]),
  ),
  manyFlow: flow('many-flow', w => w.then(few).foreach(child)),
  eachFlow: flow('each-flow', w => w.then(list).foreach(double)),
  againFlow: flow('again-flow', w =>
    w.then(prepare).dountil(double, async ({ inputData }) => inputData.n > 20),
  ),
  bailFlow: flow('bail-flow', w => w.then(leave).then(charge)),
  askFlow: flow('ask-flow', w => w.then(ask)),
  quickFlow: flow('quick-flow', w => w.then(unlucky)),
};

const mastra = new Mastra({
  agents: { helper },
  logger: false,
  observability: new Observability({
    configs: { default: { serviceName: 'shop', exporters: [new MastraStorageExporter()] } },
  }),
  storage: new LibSQLStore({ id: 'shop', url: `file:${DB}` }),
  workflows,
});
const app = new Hono();
app.post('/heal/:key', context => {
  healed.add(context.req.param('key'));
  return context.json({});
});
await new MastraServer({ app, mastra, prefix: PREFIX }).init();
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`ready ${port}`),
);
