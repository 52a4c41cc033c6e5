// Loaded into another program by `node --import`: appends each span that it ends to the file of OTEL_FILE, as
// OTLP/JSON.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const api = import.meta.resolve('@opentelemetry/api');
// The program has no API of its own, and uses one where it finds it.
registerHooks({
  resolve: (name, around, next) => next(name === '@opentelemetry/api' ? api : name, around),
});

const exporter = {
  export(spans, done) {
    const text = Buffer.from(JsonTraceSerializer.serializeRequest(spans)).toString();
    appendFileSync(process.env.OTEL_FILE, `${text}\n`);
    done({ code: 0 });
  },
  shutdown: async () => {},
};

trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
