import type { LogAdded, SpanPut } from '../../contract/event-batch.ts';
import type { RunEvent } from '../../contract/run-events.ts';
import { exceptionAttributes } from '../../recorder/run/open-span.ts';
import type { SpanError } from '../../recorder/run/recorded-error.ts';
import type { FailureKind } from '../data/failure-kinds.ts';
import type { Random } from '../data/random.ts';
import type { Call, FlowStep, SampleAttempt } from '../data/sample-flow.ts';
import { drawHex } from '../draw/draw-text.ts';
import { placeOfFailingCall } from '../draw/sample-failures.ts';

type CallContext = {
  readonly random: Random;
  readonly trace: TraceBuilder;
  /** The number of pages of a document; drawn when absent. */
  readonly pages?: number;
};

export function addCallSpans(
  context: CallContext,
  step: FlowStep,
  attempt: SampleAttempt,
  parentId: string,
  failure: FailureKind | undefined,
): void {
  const { random, trace } = context;
  const { startAt, endAt, status } = attempt;
  const planned = callsOf(context, step);
  const failing = status === 'failed' && failure ? placeOfFailingCall(planned, failure) : -1;
  const calls = failing < 0 ? planned : planned.slice(0, failing + 1);
  const lengthMs = ((endAt ?? startAt) - startAt) / Math.max(1, calls.length);
  let at = startAt;
  for (const [place, call] of calls.entries()) {
    const isLast = place === calls.length - 1 || endAt === undefined;
    const callEndAt = isLast ? endAt : Math.floor(startAt + lengthMs * (place + 0.95));
    const isCut = isLast && status !== 'success' && status !== 'failed';
    const spanStatus = place === failing ? 'error' : isCut ? 'unset' : 'ok';
    const spanId = trace.span({
      ...{ parentId, name: call.name, kind: call.kind, startAt: at, endAt: callEndAt, status: spanStatus },
      attributes: attributesOf(random, call, place === failing ? failure?.failingCall : { statusCode: 200 }),
    });
    if (random.chance(0.15)) trace.log({ at, ...logOf(random, call), spanId });
    at = Math.floor(startAt + lengthMs * (place + 1));
    if (endAt === undefined) return;
  }
  if (calls.length === 0)
    trace.log({ at: startAt, level: 'info', message: `${step.name} begins`, spanId: parentId });
}

/** Each page of a document is a call, so that these traces are long. */
function callsOf(
  { random, pages = Math.ceil(130 * random.next() ** 3) }: CallContext,
  { name, calls }: FlowStep,
): readonly Call[] {
  if (name !== 'embed-pages') return calls;
  return Array.from({ length: pages }, (_, page) => ({ name: `embed page ${page + 1}`, kind: 'model' }));
}

/** `response` is absent where none came. */
export function attributesOf(
  random: Random,
  { name, kind }: Call,
  response: { readonly statusCode?: number } | undefined,
): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'http':
      return {
        'http.request.method': name.split(' ')[0],
        'url.full': `https://${name.split(' ')[1]}?api_key=demo_${drawHex(random, 2)}`,
        ...(response?.statusCode !== undefined && { 'http.response.status_code': response.statusCode }),
      };
    case 'db':
      return { 'db.system': 'postgresql', 'db.operation': name, 'db.rows': random.int(4_000) };
    case 'model':
      return {
        'gen_ai.usage.input_tokens': random.between(80, 900),
        'gen_ai.usage.output_tokens': random.int(120),
      };
    case 'file':
      return { 'file.size': random.between(2_000, 8_000_000) };
  }
}

function logOf(random: Random, { name, kind }: Call): { readonly level: string; readonly message: string } {
  if (kind === 'http')
    return { level: 'debug', message: `${name} took connection ${random.int(12)} from the pool` };
  if (kind === 'db')
    return {
      level: 'debug',
      message: `${name} used index ${random.pick(['primary', 'by_account', 'by_day'])}`,
    };
  if (kind === 'model') return { level: 'info', message: `prompt cache: ${random.pick(['hit', 'miss'])}` };
  return { level: 'info', message: `${name} at ${random.between(20, 400)} MB/s` };
}

type Attributes = Readonly<Record<string, unknown>>;

type SpanPlan = Omit<SpanPut, 'type' | 'runId' | 'id' | 'attributes' | 'events'> & {
  readonly attributes?: Attributes;
  readonly exception?: SpanError;
};

type LogPlan = Omit<LogAdded, 'type' | 'runId' | 'attributes'> & { readonly attributes?: Attributes };

export type TraceBuilder = {
  readonly events: RunEvent[];
  readonly spanCount: () => number;
  readonly span: (plan: SpanPlan) => string;
  readonly log: (plan: LogPlan) => void;
};

export function createTraceBuilder(runId: string): TraceBuilder {
  const events: RunEvent[] = [];
  let spans = 0;
  return {
    events,
    spanCount: () => spans,
    span({ attributes, exception, ...plan }) {
      spans += 1;
      const id = `span_${String(spans).padStart(6, '0')}`;
      const spanEvents = exception && [
        { name: 'exception', at: plan.endAt ?? plan.startAt, attributes: exceptionAttributes(exception) },
      ];
      const about = { ...plan, attributes: toJson(attributes), events: spanEvents };
      events.push({ type: 'span-put', runId, id, ...about });
      return id;
    },
    log({ attributes, ...plan }) {
      events.push({ type: 'log-added', runId, ...plan, attributes: toJson(attributes) });
    },
  };
}

function toJson(attributes: Attributes | undefined): string | undefined {
  return attributes && JSON.stringify(attributes);
}
