import type { RunEvent } from '../../contract/run-events.ts';
import { toSpanStatus } from '../../model/run.ts';
import type { Random } from '../data/random.ts';
import type { SampleAttempt, SampleRun, SampleStep, StepFailure } from '../data/sample-flow.ts';
import { drawHex, drawText } from '../draw/draw-text.ts';
import { failureInStep, thrownBy, toRunError, toStepId } from '../draw/sample-failures.ts';
import { addCallSpans, createTraceBuilder, type TraceBuilder } from './call-spans.ts';

type TraceContext = {
  readonly random: Random;
  readonly trace: TraceBuilder;
  readonly run: SampleRun;
  readonly pages?: number;
};

type TraceSize = {
  readonly pages?: number;
  /** The least number of spans, most of them in the last step. */
  readonly spans?: number;
};

export function toTraceEvents(
  random: Random,
  run: SampleRun,
  { pages, spans = 0 }: TraceSize = {},
): readonly RunEvent[] {
  const { id, flow, startedAt, finishedAt, status, steps, failure } = run;
  if (startedAt === undefined) return [];
  const trace = createTraceBuilder(id);
  const rootId = trace.span({
    ...{ name: flow.name, kind: 'run', startAt: startedAt, endAt: finishedAt },
    ...{ status: toSpanStatus(status), exception: toException(failure) },
  });
  let parentId = rootId;
  for (const [place, drawn] of steps.entries())
    parentId = addStep({ random, trace, run, pages }, drawn, place, rootId);
  const startAt = steps.at(-1)?.last.startAt ?? startedAt;
  const rest = spans - trace.spanCount();
  if (rest > 0) addManySpans(trace, random, { parentId, startAt, endAt: finishedAt ?? startAt, spans: rest });
  return trace.events;
}

function addStep(context: TraceContext, drawn: SampleStep, place: number, parentId: string): string {
  const { trace, run } = context;
  const { step, earlier, last } = drawn;
  const attempts = [...earlier, last];
  const failure = failureInStep(run, drawn);
  const stepSpanId = trace.span({
    ...{ parentId, name: step.name, kind: step.type === 'action' ? 'step' : step.type },
    ...{ startAt: (earlier[0] ?? last).startAt, ...endOf(last, failure) },
  });
  for (const [index, attempt] of attempts.entries()) {
    const number = index + 1;
    trace.events.push(toStepEvent(context, drawn, { attempt, number, place, failure }));
    const { startAt } = attempt;
    const header = { parentId: stepSpanId, name: `attempt ${number}`, kind: 'attempt', startAt };
    const spanId = attempts.length === 1 ? stepSpanId : trace.span({ ...header, ...endOf(attempt, failure) });
    addCallSpans(context, step, attempt, spanId, failure?.kind);
    if (attempt === last) continue;
    const endAt = attempt.endAt ?? startAt;
    const message = `retrying in ${(attempts[number]?.startAt ?? startAt) - endAt} ms`;
    trace.log({ at: endAt, level: 'warn', message, spanId: stepSpanId });
  }
  return stepSpanId;
}

function endOf({ endAt, status }: SampleAttempt, failure: StepFailure | undefined) {
  const exception = status === 'failed' ? toException(failure) : undefined;
  return { endAt, status: toSpanStatus(status), exception };
}

function toException(failure: StepFailure | undefined) {
  if (!failure) return undefined;
  const { name, message = '' } = thrownBy(failure);
  const { name: ofCause } = failure.kind;
  return { name, message, cause: failure.kind.wrapper && { name: ofCause, message: failure.message } };
}

type AttemptPlace = {
  readonly attempt: SampleAttempt;
  readonly number: number;
  readonly place: number;
  readonly failure: StepFailure | undefined;
};

function toStepEvent(
  { random, run }: TraceContext,
  { step }: SampleStep,
  { attempt, number, place, failure }: AttemptPlace,
): RunEvent {
  const { name, type: stepType } = step;
  const { status, startAt: startedAt, endAt: finishedAt } = attempt;
  const id = toStepId(place, number);
  const input = JSON.stringify({ key: drawHex(random, 1) });
  const output = JSON.stringify({ ok: true, reference: drawHex(random, 2), note: drawText(random, 1) });
  const error = status === 'failed' && failure ? toRunError(failure, run.flow.name, id) : undefined;
  return {
    type: 'step-put',
    ...{ runId: run.id, id, name, stepType, status, attempt: number, startedAt, finishedAt, input },
    output: status === 'success' ? output : undefined,
    error: error && JSON.stringify(error),
  };
}

type Frame = {
  readonly parentId: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly spans: number;
};

const batchSize = 100;

/** Adds exactly `spans` spans, in groups of up to 100, with a log for each 20th and an error in 10,000. */
function addManySpans(trace: TraceBuilder, random: Random, { parentId, startAt, endAt, spans }: Frame): void {
  const stepMs = (endAt - startAt) / spans;
  const at = (place: number): number => Math.round((startAt + place * stepMs) * 1_000) / 1_000;
  for (let first = 0; first < spans; first += batchSize) {
    const end = Math.min(first + batchSize, spans);
    const name = `score batch ${first / batchSize + 1}`;
    const times = { startAt: at(first), endAt: at(end) };
    const batch = trace.span({ parentId, name, kind: 'internal', ...times, status: 'ok' });
    for (let place = first + 1; place < end; place += 1) {
      const isError = place % 10_000 === 7;
      const account = { account: random.int(90_000) };
      const span = trace.span({
        ...{
          parentId: batch,
          name: `account ${place}`,
          kind: 'db',
          startAt: at(place),
          endAt: at(place + 1),
        },
        ...{ status: isError ? 'error' : 'ok', attributes: account },
        exception: isError
          ? { name: 'TypeError', message: `Cannot read properties of undefined (reading 'plan')` }
          : undefined,
      });
      if (place % 20 === 0)
        trace.log({ at: at(place), level: 'debug', message: `risk ${random.next()}`, spanId: span });
    }
  }
}
