import type { RunKind, Trigger } from '../../model/run.ts';
import type { FailureName } from '../data/failure-kinds.ts';

/** A call to the outside that a step makes; it is seen as a span inside the step's. */
export type Call = { readonly name: string; readonly kind: 'http' | 'db' | 'model' | 'file' };

export type FlowStep = {
  readonly name: string;
  readonly type: string;
  readonly typicalMs: number;
  /** How often it is tried at most. */
  readonly attempts: number;
  readonly calls: readonly Call[];
  /** What may go wrong in it. */
  readonly failures: readonly FailureName[];
};

/** One of the workflows or agents of the sample. */
export type Flow = {
  readonly name: string;
  readonly kind: RunKind;
  readonly project: string;
  /** How often it runs by day and in the hours of the nightly runs, beside the other flows. */
  readonly weight: { readonly day: number; readonly night: number };
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly actors: readonly [string, ...string[]];
  readonly steps: readonly [FlowStep, ...FlowStep[]];
  readonly models: readonly string[];
  readonly services: readonly string[];
  /** The share of its runs that fails. */
  readonly failureRate: number;
};
