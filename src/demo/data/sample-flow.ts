import type { RunKind, Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { FailureKind, FailureName } from './failure-kinds.ts';

/** An external call of a step, recorded as a span inside the step's span. */
export type Call = { readonly name: string; readonly kind: 'http' | 'db' | 'model' | 'file' };

export type FlowStep = {
  readonly name: string;
  readonly type: string;
  readonly typicalMs: number;
  readonly attempts: number;
  readonly calls: readonly Call[];
  readonly failures: readonly FailureName[];
};

export type Flow = {
  readonly name: string;
  readonly kind: RunKind;
  readonly project: string;
  readonly weight: { readonly day: number; readonly night: number };
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly actors: readonly [string, ...string[]];
  readonly steps: readonly [FlowStep, ...FlowStep[]];
  readonly models: readonly string[];
  readonly services: readonly string[];
  readonly failureRate: number;
};

export type SampleAttempt = {
  readonly startAt: number;
  /** Absent while it is running. */
  readonly endAt?: number;
  readonly status: RunStatus;
};

export type SampleStep = {
  readonly step: FlowStep;
  readonly earlier: readonly SampleAttempt[];
  readonly last: SampleAttempt;
};

export type StepFailure = { readonly kind: FailureKind; readonly message: string; readonly step: FlowStep };

export type SampleRun = {
  readonly id: string;
  readonly flow: Flow;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly actor: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly steps: readonly SampleStep[];
  readonly failure?: StepFailure;
};
