import type { Random } from '../../../src/demo/data/random.ts';
import type { Run, RunError, Span, Step } from '../../../src/model/run.ts';
import { runOf } from './compared-runs.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export type ScriptError = { readonly name: string; readonly message: string };

/** A span below a step: a request, a call of a model or of a tool. */
type ScriptCall = { name: string; kind: 'http' | 'model' | 'tool'; attributes: JsonObject };

export type ScriptStep = {
  name: string;
  type: string;
  input?: Json;
  output?: Json;
  /** How often it was tried; all attempts but the last one failed. */
  attempts: number;
  error?: ScriptError;
  ms: number;
  calls: ScriptCall[];
  steps: ScriptStep[];
};

/** What a run does, to be changed before it is recorded. */
export type Script = {
  name: string;
  kind: Run['kind'];
  trigger: string;
  input: Json;
  output?: Json;
  services: string[];
  models: string[];
  raw: JsonObject;
  steps: ScriptStep[];
  error?: ScriptError;
};

type RecordOptions = {
  readonly random: Random;
  readonly createdAt: number;
  readonly parentId?: string;
};

type Recording = {
  readonly random: Random;
  readonly steps: Step[];
  readonly spans: Span[];
  stepId?: string;
  at: number;
};

/** Records a script as the recorder does: steps, and a span for the run, each step, attempt and call. */
export function recordScript(script: Script, { random, createdAt, parentId }: RecordOptions): Run {
  const { name, kind, trigger, input, output, services, models, raw, error } = script;
  const recording: Recording = { random, steps: [], spans: [], at: createdAt + random.between(2, 9) };
  const [startedAt, spanId] = [recording.at, hex(random)];
  for (const step of script.steps) recordStep(step, recording, {}, spanId);
  const finishedAt = recording.at + random.between(1, 5);
  const status = error ? 'failed' : 'success';
  const own = spanOf({ id: spanId, name, kind: 'run', startAt: startedAt, endAt: finishedAt }, status);
  return runOf({
    ...{ id: `run_${hex(random)}`, kind, name, status, createdAt, startedAt, finishedAt, parentId },
    ...{ services, models, raw, input, output },
    trigger: { type: trigger, label: trigger, raw: `${trigger}:${name}` },
    ...(error && { error: toError(error, recording.stepId) }),
    steps: recording.steps,
    trace: { spans: [own, ...recording.spans], logs: [] },
  });
}

type Parents = { readonly stepId?: string };

function recordStep(step: ScriptStep, recording: Recording, { stepId }: Parents, spanId: string): void {
  const { random } = recording;
  const wholeId = hex(random);
  const startAt = recording.at;
  for (let attempt = 1; attempt <= step.attempts; attempt += 1) {
    const inner = step.attempts > 1 ? hex(random) : wholeId;
    recordAttempt(step, recording, { attempt, stepId, spanId: wholeId, ownSpanId: inner });
    if (attempt < step.attempts) recording.at += random.between(200, 300) * attempt;
  }
  const kind = step.type === 'action' ? 'step' : step.type;
  const status = step.error ? 'failed' : 'success';
  const times = { startAt, endAt: recording.at };
  recording.spans.push(spanOf({ id: wholeId, parentId: spanId, name: step.name, kind, ...times }, status));
}

type Attempt = {
  readonly attempt: number;
  readonly stepId: string | undefined;
  readonly spanId: string;
  readonly ownSpanId: string;
};

function recordAttempt(step: ScriptStep, recording: Recording, at: Attempt): void {
  const { random } = recording;
  const { attempt, ownSpanId } = at;
  const isLast = attempt === step.attempts;
  const error = isLast ? step.error : (step.error ?? passing(step, random));
  const [id, startedAt] = [`step_${hex(random)}`, recording.at];
  const place = recording.steps.length;
  recording.at += random.between(1, 3);
  for (const call of step.calls) recordCall(call, recording, ownSpanId, error !== undefined);
  if (isLast) for (const one of step.steps) recordStep(one, recording, { stepId: id }, ownSpanId);
  recording.at += Math.round(step.ms * (0.9 + random.next() * 0.2));
  const { name, type, input, output } = step;
  const status = error ? 'failed' : 'success';
  if (error && isLast) recording.stepId ??= id;
  recording.steps.splice(place, 0, {
    ...{ id, parentId: at.stepId, name, type, status, attempt, startedAt, finishedAt: recording.at, input },
    ...(error ? { error: toError(error) } : { output }),
  });
  if (ownSpanId === at.spanId) return;
  const times = { startAt: startedAt, endAt: recording.at };
  const header = { name: `attempt ${attempt}`, kind: 'attempt', ...times };
  recording.spans.push(spanOf({ id: ownSpanId, parentId: at.spanId, ...header }, status));
}

function passing({ name }: ScriptStep, random: Random): ScriptError {
  return { name: 'TimeoutError', message: `${name} got no answer to request ${hex(random)}` };
}

function recordCall(call: ScriptCall, recording: Recording, parentId: string, isFailed: boolean): void {
  const { name, kind, attributes } = call;
  const startAt = recording.at;
  recording.at += recording.random.between(8, 12);
  const times = { startAt, endAt: recording.at };
  const status = isFailed && kind === 'http' ? 'failed' : 'success';
  const own = { id: hex(recording.random), parentId, name, kind, ...times };
  const answer = status === 'failed' ? { 'http.response.status_code': 500 } : {};
  recording.spans.push({ ...spanOf(own, status), attributes: { ...attributes, ...answer } });
}

type SpanPlace = Pick<Span, 'id' | 'parentId' | 'name' | 'kind' | 'startAt' | 'endAt'>;

function spanOf(place: SpanPlace, status: 'failed' | 'success'): Span {
  return { ...place, status: status === 'failed' ? 'error' : 'ok', attributes: {}, events: [] };
}

function toError({ name, message }: ScriptError, stepId?: string): RunError {
  return { value: null, name, message, ...(stepId && { stepId }) };
}

export function hex(random: Random, digits = 8): string {
  let text = '';
  while (text.length < digits)
    text += random
      .int(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}
