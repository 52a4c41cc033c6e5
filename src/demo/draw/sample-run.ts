import type { Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { FailureKind } from '../data/failure-kinds.ts';
import type { Flow, FlowStep } from '../data/sample-flow.ts';

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
