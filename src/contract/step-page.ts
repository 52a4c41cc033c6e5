import type { Step } from '../model/run.ts';

/** A step, and its place among all steps of its run: a number by which they are in order. */
export type PlacedStep = { readonly place: number; readonly step: Step };

export type StepPage = {
  /** In the order of their ids. */
  readonly steps: readonly PlacedStep[];
  /** Opaque; set when there may be more. */
  readonly nextCursor?: string;
};
