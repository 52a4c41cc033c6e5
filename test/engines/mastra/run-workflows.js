// Runs workflows and an agent of Mastra with a mock model, and exports their spans as OTLP/JSON to a receiver
// in this process, which appends each request to a file. Usage: node run-workflows.js <file>.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Mastra } from '@mastra/core';
import { InMemoryStore } from '@mastra/core/storage';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { Observability } from '@mastra/observability';
import { OtelExporter } from '@mastra/otel-exporter';
import { z } from 'zod';
import { createHelper } from './helper.js';

const [file] = process.argv.slice(2);

const receiver = createServer((request, response) => {
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    if (request.url.endsWith('/traces')) appendFileSync(file, `${Buffer.concat(parts).toString()}\n`);
    response.setHeader('content-type', 'application/json');
    response.end('{"partialSuccess":{}}');
  });
});
await new Promise(resolve => receiver.listen(0, '127.0.0.1', resolve));
const endpoint = `http://127.0.0.1:${receiver.address().port}/v1/traces`;

const any = { inputSchema: z.any(), outputSchema: z.any(), resumeSchema: z.any(), suspendSchema: z.any() };
const step = (id, execute) => createStep({ id, ...any, execute });
const workflow = (id, build) => build(createWorkflow({ id, ...any })).commit();

const price = step('price', async ({ inputData }) => ({ ...inputData, total: 12.5 }));
const charge = step('charge', async ({ inputData }) => ({ charged: inputData.total }));
const decline = step('decline', async () => {
  throw new TypeError('card was declined');
});
const approve = step('approve', async ({ inputData, resumeData, suspend }) =>
  resumeData ? { ...inputData, ok: resumeData.ok } : suspend({ ask: 'may I?' }),
);
const skip = step('skip', async ({ bail }) => bail({ reason: 'nothing to do' }));
const hang = step(
  'hang',
  ({ abortSignal }) =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, 60_000);
      abortSignal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve({});
      });
    }),
);

const answers = [];
const helper = createHelper(() => answers.shift());

const mastra = new Mastra({
  storage: new InMemoryStore(),
  logger: false,
  agents: { helper },
  workflows: {
    succeed: workflow('succeed', flow => flow.then(price).sleep(20).then(charge)),
    fail: workflow('fail', flow => flow.then(price).then(decline)),
    ask: workflow('ask', flow => flow.then(price).then(approve).then(charge)),
    outer: workflow('outer', flow => flow.then(workflow('inner', inner => inner.then(price).then(approve)))),
    leave: workflow('leave', flow => flow.then(skip).then(charge)),
    stop: workflow('stop', flow => flow.then(hang).then(charge)),
  },
  observability: new Observability({
    configs: {
      otel: {
        serviceName: 'shop',
        exporters: [new OtelExporter({ provider: { custom: { endpoint, protocol: 'http/json' } } })],
      },
    },
  }),
});

async function start(name) {
  const run = await mastra.getWorkflow(name).createRun();
  await run.start({ inputData: { id: 'o1' } });
  return run;
}

for (const name of ['succeed', 'fail', 'ask', 'outer', 'leave']) await start(name);
await (await start('ask')).resume({ step: 'approve', resumeData: { ok: true } });
const stopped = await mastra.getWorkflow('stop').createRun();
const ended = stopped.start({ inputData: {} });
await new Promise(resolve => setTimeout(resolve, 100));
await stopped.cancel();
await ended;
answers.push({ text: 'Let me look.', tool: { city: 'Rome' } }, { text: 'The sky is blue.' });
await mastra.getAgent('helper').generate('How is Rome?');

await mastra.shutdown();
receiver.close();
receiver.closeAllConnections();
process.exit(0);
