// Runs small flows and exports their spans and logs as OTLP/JSON over HTTP, as a program with OpenTelemetry
// does, to a receiver in this process that appends each request to traces.jsonl or logs.jsonl of the folder,
// as a collector's file exporter does. Usage: node emit.js <folder> <flow>...; prints "pause" where it waits
// for a line on standard input.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

const [folder, ...wanted] = process.argv.slice(2);

const receiver = createServer((request, response) => {
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    const name = request.url.endsWith('/logs') ? 'logs.jsonl' : 'traces.jsonl';
    appendFileSync(join(folder, name), `${Buffer.concat(parts).toString()}\n`);
    response.setHeader('content-type', 'application/json');
    response.end('{"partialSuccess":{}}');
  });
});
await new Promise(resolve => receiver.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${receiver.address().port}/v1`;

const resource = resourceFromAttributes({ 'service.name': 'shop', 'service.version': '1.2.3' });
const spans = new BasicTracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${base}/traces` }))],
});
const logs = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${base}/logs` }) })],
});
const tracer = spans.getTracer('flows', '0.1.0');
const logger = logs.getLogger('flows');
const flush = () => Promise.all([spans.forceFlush(), logs.forceFlush()]);

const below = (span, around = ROOT_CONTEXT) => trace.setSpan(around, span);
const rest = ms => new Promise(resolve => setTimeout(resolve, ms));

function openRun(id, name, around = ROOT_CONTEXT, options = {}, input = { id }) {
  const attributes = {
    'workflow.run.id': id,
    'workflow.name': name,
    'workflow.input': JSON.stringify(input),
  };
  return tracer.startSpan(`run ${name}`, { attributes, ...options }, around);
}

async function step(name, around, attributes = {}) {
  const span = tracer.startSpan(name, { attributes }, around);
  await rest(3);
  span.end();
}

function failWith(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.end();
}

const chatFacts = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5-mini',
  'gen_ai.response.model': 'gpt-5-mini-2026',
  'gen_ai.usage.input_tokens': 120,
  'gen_ai.usage.output_tokens': 34,
  'gen_ai.response.finish_reasons': ['stop'],
  'gen_ai.request.temperature': 0.2,
};

const said = (role, content) => ({ role, parts: [{ type: 'text', content }] });

async function turn(number, before, question, answer) {
  const agent = tracer.startSpan('invoke_agent helper', {
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'helper',
      'gen_ai.conversation.id': 'talk_1',
      'user.id': 'Ada',
    },
  });
  const input = [...before, said('user', question)];
  await step('chat gpt-5-mini', below(agent), {
    ...chatFacts,
    'gen_ai.conversation.id': 'talk_1',
    'gen_ai.input.messages': JSON.stringify(input),
    'gen_ai.output.messages': JSON.stringify([said('assistant', answer)]),
  });
  await step('execute_tool look-up', below(agent), {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'look-up',
    'gen_ai.tool.call.arguments': JSON.stringify({ turn: number }),
    'gen_ai.tool.call.result': JSON.stringify({ found: number }),
  });
  agent.end();
  return [...input, said('assistant', answer)];
}

async function ok(id = 'run_ok') {
  const run = openRun(id, 'signup');
  const around = below(run);
  await step('check address', around);
  const chat = tracer.startSpan('chat gpt-5-mini', { kind: SpanKind.CLIENT, attributes: chatFacts }, around);
  logger.emit({
    severityNumber: 9,
    severityText: 'INFO',
    body: 'asked the model',
    attributes: { n: 1 },
    context: below(chat, around),
  });
  chat.addEvent('gen_ai.choice', { index: 0 });
  await rest(3);
  chat.end();
  run.setAttribute('workflow.output', JSON.stringify({ welcome: true }));
  run.end();
}

/** Succeeds or fails by its input. */
async function ship(city, boxes, id = `parcel_${city}`) {
  const run = openRun(id, 'ship', ROOT_CONTEXT, {}, { city, boxes });
  const around = below(run);
  await step('find price', around, { 'cloud.region': 'eu-west-1', 'request.id': crypto.randomUUID() });
  const booking = tracer.startSpan('book carrier', { attributes: { label: crypto.randomUUID() } }, around);
  await rest(3);
  if (city === 'nowhere' || typeof boxes !== 'number') {
    const error = new Error(city === 'nowhere' ? `no carrier goes to ${city}` : 'the price is not a number');
    failWith(booking, error);
    return failWith(run, error);
  }
  booking.end();
  await step('greet', around);
  run.setAttribute('workflow.output', JSON.stringify({ greeting: `hello ${city}` }));
  run.end();
}

const flows = {
  ok,
  async parcels() {
    for (const city of ['Malmö', 'Lund', 'Oslo', 'Bergen', 'nowhere']) {
      await ship(city, 3);
      await rest(5);
    }
    await ship('Malmö', 'three', 'parcel_three');
  },
  async failing() {
    const run = openRun('run_failing', 'signup');
    const mail = tracer.startSpan('send mail', {}, below(run));
    await rest(2);
    failWith(mail, new TypeError('no such box'));
    failWith(run, new RangeError('mail was not sent'));
  },
  async old() {
    const root = tracer.startSpan('batch');
    await step('complete', below(root), {
      'gen_ai.system': 'anthropic',
      'gen_ai.request.model': 'claude-old',
      'gen_ai.usage.prompt_tokens': 7,
      'gen_ai.usage.completion_tokens': 3,
    });
    root.end();
  },
  async agent() {
    const first = await turn(1, [], 'how many boxes', 'two');
    await rest(5);
    await turn(2, first, 'which', 'red ones');
  },
  async nested() {
    const run = openRun('run_outer', 'order');
    const inner = openRun('run_inner', 'ship', below(run));
    await step('pack', below(inner));
    inner.end();
    run.end();
  },
  async served() {
    const caller = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    };
    const around = trace.setSpanContext(ROOT_CONTEXT, caller);
    const run = openRun('run_served', 'order', around, { kind: SpanKind.SERVER });
    run.setAttributes({ 'http.request.method': 'POST', 'http.route': '/orders' });
    await step('store', below(run, around));
    run.end();
  },
  async parallel() {
    await Promise.all(Array.from({ length: 20 }, (_, n) => ok(`run_many_${String(n).padStart(2, '0')}`)));
  },
  async late() {
    const run = openRun('run_late', 'nightly');
    await step('collect', below(run), { 'workflow.run.id': 'run_late', 'workflow.name': 'nightly' });
    await flush();
    process.stdout.write('pause\n');
    const lines = createInterface({ input: process.stdin });
    await new Promise(resolve => lines.once('line', resolve));
    lines.close();
    run.end();
  },
  async crash() {
    const run = openRun('run_crash', 'nightly');
    await step('collect', below(run), { 'workflow.run.id': 'run_crash', 'workflow.name': 'nightly' });
    await flush();
    process.exit(1);
  },
};

await context.with(ROOT_CONTEXT, async () => {
  for (const name of wanted) await flows[name]();
});
await flush();
await Promise.all([spans.shutdown(), logs.shutdown()]);
receiver.close();
