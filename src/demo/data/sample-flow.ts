import type { RunKind, Trigger } from '../../model/run.ts';
import type { FailureName } from './failure-kinds.ts';

/** An external call of a step, recorded as a span inside the step's span. */
export type Call = { readonly name: string; readonly kind: 'http' | 'db' | 'model' | 'file' };

export type FlowStep = {
  readonly name: string;
  readonly type: string;
  readonly typicalMs: number;
  /** How many attempts it has at most. */
  readonly attempts: number;
  readonly calls: readonly Call[];
  /** How it may fail. */
  readonly failures: readonly FailureName[];
};

/** One of the workflows or agents of the sample. */
export type Flow = {
  readonly name: string;
  readonly kind: RunKind;
  readonly project: string;
  /** How often it runs by day and at night, relative to the other flows. */
  readonly weight: { readonly day: number; readonly night: number };
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly actors: readonly [string, ...string[]];
  readonly steps: readonly [FlowStep, ...FlowStep[]];
  readonly models: readonly string[];
  readonly services: readonly string[];
  /** The share of its runs that fails. */
  readonly failureRate: number;
};
