import type { RunStatus } from '../../model/status.ts';
import type { FailureKind } from '../data/failure-kinds.ts';
import type { FlowStep } from '../data/sample-flow.ts';
import type { Random } from './random.ts';
import { usualFailure } from './sample-failures.ts';
import type { SampleAttempt, SampleStep, StepFailure } from './sample-run.ts';

const retryPauseMs = 200;

type StepPlan = { readonly time: number; readonly failure?: StepFailure; readonly isCanceled: boolean };

export function drawStep(random: Random, step: FlowStep, plan: StepPlan): SampleStep {
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

/** The step as it was at `now`, during one of its attempts. */
export function toOpenStep({ step, earlier, last }: SampleStep, status: RunStatus, now: number): SampleStep {
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
