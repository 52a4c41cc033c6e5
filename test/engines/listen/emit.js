// Runs a flow with a library as a program does that exports to a receiver, which OTEL_EXPORTER_OTLP_ENDPOINT
// and OTEL_EXPORTER_OTLP_PROTOCOL name. Usage: node emit.js <flow>.
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();

const usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 5, text: 5, reasoning: undefined },
};

const flows = {
  async sdk() {
    const attributes = { 'workflow.run.id': 'run_sdk', 'workflow.name': 'signup' };
    await trace.getTracer('flows').startActiveSpan('run signup', { attributes }, async run => {
      trace.getTracer('flows').startActiveSpan('send mail', mail => {
        mail.setAttributes({ attempts: 3, ratio: 0.5, last: true, tos: ['ada', 'bob'], big: 2 ** 40 });
        mail.recordException(new TypeError('no such box'));
        mail.setStatus({ code: SpanStatusCode.ERROR, message: 'no such box' });
        mail.end();
      });
      run.setStatus({ code: SpanStatusCode.ERROR, message: 'mail was not sent' });
      run.end();
    });
  },
  async 'ai-sdk'() {
    const { generateText, registerTelemetry } = await import('ai');
    const { MockLanguageModelV4 } = await import('ai/test');
    const { OpenTelemetry } = await import('@ai-sdk/otel');
    registerTelemetry(new OpenTelemetry());
    const model = new MockLanguageModelV4({
      modelId: 'mock-model',
      doGenerate: async () => ({
        content: [{ type: 'text', text: 'two boxes' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage,
        warnings: [],
      }),
    });
    await generateText({
      model,
      prompt: 'how many boxes',
      telemetry: { isEnabled: true, functionId: 'count' },
    });
  },
  async langgraph() {
    const callbacks = await import('@langchain/core/callbacks/manager');
    const { LangChainInstrumentation } = await import('@arizeai/openinference-instrumentation-langchain');
    new LangChainInstrumentation().manuallyInstrument(callbacks);
    const { Annotation, END, START, StateGraph } = await import('@langchain/langgraph');
    const State = Annotation.Root({ city: Annotation(), price: Annotation() });
    const graph = new StateGraph(State)
      .addNode('find price', async () => ({ price: 3 }))
      .addNode('book carrier', async ({ city }) => {
        throw new Error(`no carrier goes to ${city}`);
      })
      .addEdge(START, 'find price')
      .addEdge('find price', 'book carrier')
      .addEdge('book carrier', END)
      .compile({ name: 'parcels' });
    await graph.invoke({ city: 'nowhere' }).catch(() => {});
  },
};

await flows[process.argv[2]]();
await sdk.shutdown();
