import type { RunEvent } from '../../contract/run-events.ts';
import type { SpanStatus } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { AttemptOutline, Outline, StepOutline } from '../draw/draw-run.ts';
import { someHex, someText } from '../draw/draw-text.ts';
import type { Random } from '../draw/random.ts';
import { type Mishap, mishapOf, toError, toStepId } from '../draw/step-failure.ts';
import { putCalls } from './call-spans.ts';
import { putManySpans } from './huge-trace.ts';
import { createTraceMaker, type TraceMaker } from './trace-builder.ts';

type Making = {
  readonly random: Random;
  readonly trace: TraceMaker;
  readonly outline: Outline;
  readonly pages?: number;
};

export type TraceSize = {
  /** How many pages a document has; drawn when absent. */
  readonly pages?: number;
  /** How many spans there shall be at least: the last step is filled up with them. */
  readonly spans?: number;
};

/** The steps, spans and logs of a run. */
export function toTraceFacts(
  random: Random,
  outline: Outline,
  { pages, spans = 0 }: TraceSize = {},
): readonly RunEvent[] {
  const { id, flow, startedAt, finishedAt, status, steps, setback } = outline;
  if (startedAt === undefined) return [];
  const trace = createTraceMaker(id);
  const exception = setback && { name: setback.failure.name, message: setback.message };
  const times = { startAt: startedAt, endAt: finishedAt };
  const root = trace.span({
    name: flow.name,
    kind: 'run',
    ...times,
    status: toSpanStatus(status),
    exception,
  });
  let parentId = root;
  for (const [place, drawn] of steps.entries()) {
    parentId = putStep({ random, trace, outline, pages }, drawn, place, root);
  }
  const startAt = steps.at(-1)?.last.startAt ?? startedAt;
  const rest = spans - trace.spanCount();
  if (rest > 0) putManySpans(trace, random, { parentId, startAt, endAt: finishedAt ?? startAt, spans: rest });
  return trace.facts;
}

/** Gives the id of the step's span. */
function putStep(making: Making, drawn: StepOutline, place: number, parentId: string): string {
  const { trace, outline } = making;
  const { step, earlier, last } = drawn;
  const attempts = [...earlier, last];
  const mishap = mishapOf(outline, drawn);
  const plan = {
    parentId,
    name: step.name,
    kind: step.type === 'action' ? 'step' : step.type,
    startAt: (earlier[0] ?? last).startAt,
    ...endOf(last, mishap),
  };
  const whole = trace.span(plan);
  for (const [index, attempt] of attempts.entries()) {
    trace.facts.push(toStepFact(making, drawn, { attempt, number: index + 1, place, mishap }));
    const { startAt } = attempt;
    const header = { parentId: whole, name: `attempt ${index + 1}`, kind: 'attempt', startAt };
    const spanId = attempts.length === 1 ? whole : trace.span({ ...header, ...endOf(attempt, mishap) });
    putCalls(making, drawn.step, attempt, spanId);
    if (attempt !== last) {
      const delayMs = (attempts[index + 1]?.startAt ?? startAt) - (attempt.endAt ?? startAt);
      trace.log({
        at: attempt.endAt ?? startAt,
        level: 'warn',
        message: `retrying in ${delayMs} ms`,
        spanId: whole,
      });
    }
  }
  return whole;
}

function endOf({ endAt, status }: AttemptOutline, mishap: Mishap | undefined) {
  const exception =
    status === 'failed' && mishap ? { name: mishap.failure.name, message: mishap.message } : undefined;
  return { endAt, status: toSpanStatus(status), exception };
}

type Place = {
  readonly attempt: AttemptOutline;
  readonly number: number;
  readonly place: number;
  readonly mishap: Mishap | undefined;
};

function toStepFact(
  { random, outline }: Making,
  drawn: StepOutline,
  { attempt, number, place, mishap }: Place,
): RunEvent {
  const { name, type: stepType } = drawn.step;
  const { status, startAt: startedAt, endAt: finishedAt } = attempt;
  const id = toStepId(place, number);
  const input = JSON.stringify({ attempt: number, key: someHex(random, 1) });
  const output = JSON.stringify({ ok: true, reference: someHex(random, 2), note: someText(random, 1) });
  return {
    type: 'step-put',
    ...{ runId: outline.id, id, name, stepType, status, attempt: number, startedAt, finishedAt, input },
    output: status === 'success' ? output : undefined,
    error: status === 'failed' && mishap ? JSON.stringify(toError(mishap, outline.flow.name, id)) : undefined,
  };
}

function toSpanStatus(status: RunStatus): SpanStatus {
  if (status === 'success') return 'ok';
  return status === 'failed' ? 'error' : 'unset';
}
