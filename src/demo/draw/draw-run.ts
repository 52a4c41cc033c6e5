import { toRunId } from '../../contract/run-ids.ts';
import type { RunStatus } from '../../model/status.ts';
import type { FailureName } from '../data/failure-kinds.ts';
import type { Flow, FlowStep } from '../data/sample-flow.ts';
import { drawStep, toOpenStep } from './draw-step.ts';
import type { Random } from './random.ts';
import { drawFailure } from './sample-failures.ts';
import type { SampleRun, SampleStep } from './sample-run.ts';

export type RunPlan = {
  readonly flow: Flow;
  readonly status: RunStatus;
  readonly createdAt: number;
  /** Active runs are drawn as they are at this time, epoch ms. */
  readonly now: number;
  /** Drawn when absent. */
  readonly failure?: FailureName;
};

/** Draws what happened in a run with a given status. */
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
  const planned = plannedSteps(flow, status);
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

/** A sleeping run sleeps after its first step. */
function plannedSteps(flow: Flow, status: RunStatus): readonly FlowStep[] {
  return status === 'sleeping' ? [flow.steps[0], coolDown] : flow.steps;
}

function isPause(step: FlowStep, status: RunStatus): boolean {
  return status === 'waiting' && step.type === 'hook';
}

function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'sleeping' || status === 'waiting' || status === 'unknown';
}

function drawRunId(random: Random, at: number): string {
  return toRunId(
    at,
    Array.from({ length: 16 }, () => random.int(32)),
  );
}
