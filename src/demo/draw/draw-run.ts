import type { Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { toRunId } from '../../recorder/run/run-ids.ts';
import { type FailureName, failureOf } from '../data/failure-kinds.ts';
import type { Random } from './random.ts';
import type { Flow, FlowStep } from './sample-flow.ts';
import type { Mishap } from './step-failure.ts';

export type AttemptOutline = {
  readonly startAt: number;
  /** Absent while it goes on. */
  readonly endAt?: number;
  readonly status: RunStatus;
};

export type StepOutline = {
  readonly step: FlowStep;
  /** The attempts that were followed by another one. */
  readonly earlier: readonly AttemptOutline[];
  readonly last: AttemptOutline;
};

/** What happened in one run of the sample. */
export type Outline = {
  readonly id: string;
  readonly flow: Flow;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly actor: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly steps: readonly StepOutline[];
  readonly setback?: Mishap;
};

export type Fate = {
  readonly flow: Flow;
  readonly status: RunStatus;
  readonly createdAt: number;
  /** Active runs have come as far as they can by then, epoch ms. */
  readonly now: number;
  /** What goes wrong in a failed run; drawn when absent. */
  readonly failure?: FailureName;
};

const retryPauseMs = 200;

/** Draws what happened in a run that has this fate. */
export function drawOutline(random: Random, { flow, status, createdAt, now, failure }: Fate): Outline {
  const about = {
    id: someRunId(random, createdAt),
    ...{ flow, status, createdAt },
    trigger: random.pick(flow.triggers),
    actor: random.pick(flow.actors),
  };
  if (status === 'queued') return { ...about, steps: [] };
  const startedAt = Math.min(createdAt + random.between(4, 700), now);
  const setback = status === 'failed' ? drawSetback(random, flow, failure) : undefined;
  const canceledIn = status === 'canceled' ? random.int(flow.steps.length) : -1;
  const plan = planOf(flow, status);
  const steps: StepOutline[] = [];
  let time = startedAt;
  for (const [place, step] of plan.entries()) {
    const drawn = drawStep(random, step, { time, setback, isCanceled: place === canceledIn });
    time = drawn.last.endAt ?? time;
    if (isOpen(status) && (place === plan.length - 1 || time >= now || isPause(step, status))) {
      return { ...about, startedAt, steps: [...steps, openAgain(drawn, status, now)] };
    }
    steps.push(drawn);
    if (place === canceledIn || step === setback?.step) break;
    time += random.int(9);
  }
  return { ...about, startedAt, finishedAt: time, steps, setback };
}

type StepFate = { readonly time: number; readonly setback?: Mishap; readonly isCanceled: boolean };

function drawStep(random: Random, step: FlowStep, { time, setback, isCanceled }: StepFate): StepOutline {
  const earlier: AttemptOutline[] = [];
  let startAt = time;
  const failing = setback?.step === step ? (setback.failure.isPassing ? step.attempts : 1) : 0;
  const stumbles = failing > 0 ? failing - 1 : step.attempts > 1 && random.chance(0.07) ? 1 : 0;
  for (let attempt = 0; attempt < stumbles; attempt += 1) {
    const endAt = startAt + drawMs(random, step.typicalMs);
    earlier.push({ startAt, endAt, status: 'failed' });
    startAt = endAt + retryPauseMs * 2 ** attempt;
  }
  const status = failing > 0 ? 'failed' : isCanceled ? 'canceled' : 'success';
  return { step, earlier, last: { startAt, endAt: startAt + drawMs(random, step.typicalMs), status } };
}

/** Mostly near what is typical, now and then some times as long. */
function drawMs(random: Random, typicalMs: number): number {
  const factor = 0.6 + random.next() * 0.9;
  return Math.max(1, Math.round(typicalMs * factor * (random.chance(0.05) ? 3 : 1)));
}

function drawSetback(random: Random, flow: Flow, wanted?: FailureName): Mishap {
  const all = flow.steps.flatMap(step => step.failures.map(name => ({ step, name })));
  const chances = all.filter(({ name }) => wanted === undefined || name === wanted);
  const drawn = chances[random.int(chances.length)];
  if (!drawn) throw new Error(`nothing of the kind goes wrong in ${flow.name}`);
  const failure = failureOf(drawn.name);
  return { step: drawn.step, failure, message: failure.message(random) };
}

const coolDown: FlowStep = {
  name: 'cool-down',
  type: 'sleep',
  typicalMs: 600_000,
  attempts: 1,
  calls: [],
  failures: [],
};

/** The steps that are ahead of a run: one that is asleep has come to a pause after the first. */
function planOf(flow: Flow, status: RunStatus): readonly FlowStep[] {
  if (status !== 'sleeping') return flow.steps;
  return [flow.steps[0], coolDown];
}

function isPause(step: FlowStep, status: RunStatus): boolean {
  return status === 'waiting' && step.type === 'hook';
}

function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'sleeping' || status === 'waiting' || status === 'unknown';
}

/** The same step as it was at that moment, while one of its attempts went on. */
function openAgain({ step, earlier, last }: StepOutline, status: RunStatus, now: number): StepOutline {
  const past = earlier.filter(({ endAt = now }) => endAt < now);
  const { startAt } = earlier[past.length] ?? last;
  return {
    step,
    earlier: past,
    last: { startAt: Math.min(startAt, now), status: status === 'unknown' ? 'running' : status },
  };
}

function someRunId(random: Random, at: number): string {
  return toRunId(
    at,
    Array.from({ length: 16 }, () => random.int(32)),
  );
}
