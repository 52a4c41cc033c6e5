import { toRunId } from '../../contract/run-ids.ts';
import type { RunStatus } from '../../model/status.ts';
import type { FailureKind, FailureName } from '../data/failure-kinds.ts';
import type { Random } from '../data/random.ts';
import type {
  Flow,
  FlowStep,
  SampleAttempt,
  SampleRun,
  SampleStep,
  StepFailure,
} from '../data/sample-flow.ts';
import { drawFailure, usualFailure } from './sample-failures.ts';

export type RunPlan = {
  readonly flow: Flow;
  readonly status: RunStatus;
  readonly createdAt: number;
  /** Active runs are drawn as they are at this time, epoch ms. */
  readonly now: number;
  readonly failure?: FailureName;
};

export function drawRun(
  random: Random,
  { flow, status, createdAt, now, failure: wanted }: RunPlan,
): SampleRun {
  const about = {
    id: drawRunId(random, createdAt),
    ...{ flow, status, createdAt },
    trigger: random.pick(flow.triggers),
    actor: random.pick(flow.actors),
  };
  if (status === 'queued') return { ...about, steps: [] };
  const startedAt = Math.min(createdAt + random.between(4, 700), now);
  const failure = status === 'failed' ? drawFailure(random, flow, wanted) : undefined;
  const canceledIn = status === 'canceled' ? random.int(flow.steps.length) : -1;
  // A sleeping run sleeps after its first step.
  const planned = status === 'sleeping' ? [flow.steps[0], coolDown] : flow.steps;
  const steps: SampleStep[] = [];
  let time = startedAt;
  for (const [place, step] of planned.entries()) {
    const drawn = drawStep(random, step, { time, failure, isCanceled: place === canceledIn });
    time = drawn.last.endAt ?? time;
    if (isOpen(status) && (place === planned.length - 1 || time >= now || isPause(step, status)))
      return { ...about, startedAt, steps: [...steps, toOpenStep(drawn, status, now)] };
    steps.push(drawn);
    if (place === canceledIn || step === failure?.step) break;
    time += random.int(9);
  }
  return { ...about, startedAt, finishedAt: time, steps, failure };
}

const coolDown: FlowStep = {
  name: 'cool-down',
  type: 'sleep',
  typicalMs: 600_000,
  attempts: 1,
  calls: [],
  failures: [],
};

function isPause(step: FlowStep, status: RunStatus): boolean {
  return status === 'waiting' && step.type === 'hook';
}

function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'sleeping' || status === 'waiting' || status === 'unknown';
}

function drawRunId(random: Random, at: number): string {
  const digits = Array.from({ length: 16 }, () => random.int(32));
  return toRunId(at, digits);
}

const retryPauseMs = 200;

type StepPlan = { readonly time: number; readonly failure?: StepFailure; readonly isCanceled: boolean };

function drawStep(random: Random, step: FlowStep, plan: StepPlan): SampleStep {
  const { time, failure, isCanceled } = plan;
  const earlier: SampleAttempt[] = [];
  let startAt = time;
  const failing = failure?.step === step ? (failure.kind.isTransient ? step.attempts : 1) : 0;
  const retried = failing > 0 ? failing - 1 : step.attempts > 1 && random.chance(0.07) ? 1 : 0;
  const kind = failing > 0 ? failure?.kind : usualFailure(step);
  for (let attempt = 0; attempt < retried; attempt += 1) {
    const endAt = startAt + drawFailedMs(random, step.typicalMs, kind);
    earlier.push({ startAt, endAt, status: 'failed' });
    startAt = endAt + retryPauseMs * 2 ** attempt;
  }
  const status = failing > 0 ? 'failed' : isCanceled ? 'canceled' : 'success';
  const lastMs = drawFailedMs(random, step.typicalMs, failing > 0 ? kind : undefined);
  return { step, earlier, last: { startAt, endAt: startAt + lastMs, status } };
}

/** A timeout takes as long as it says. */
function drawFailedMs(random: Random, typicalMs: number, kind: FailureKind | undefined): number {
  const drawn = drawMs(random, typicalMs);
  return kind?.failingCall?.lastsMs ?? drawn;
}

function toOpenStep({ step, earlier, last }: SampleStep, status: RunStatus, now: number): SampleStep {
  const past = earlier.filter(({ endAt = now }) => endAt < now);
  const { startAt } = earlier[past.length] ?? last;
  return {
    step,
    earlier: past,
    last: { startAt: Math.min(startAt, now), status: status === 'unknown' ? 'running' : status },
  };
}

/** Mostly near the typical duration, sometimes three times as long. */
function drawMs(random: Random, typicalMs: number): number {
  const factor = 0.6 + random.next() * 0.9;
  return Math.max(1, Math.round(typicalMs * factor * (random.chance(0.05) ? 3 : 1)));
}
