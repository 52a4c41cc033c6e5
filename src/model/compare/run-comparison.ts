import type { Run, RunSummary } from '../run.ts';
import type { Split } from '../share/separation.ts';
import type { ValueDifference, ValuePath } from './payload/compare-payloads.ts';
import type { RunNode } from './tree/run-node.ts';

/** In the order in which they are noted at a node. */
export const differenceKinds = [
  'input',
  'run',
  'step-input',
  'missing-step',
  'extra-step',
  'attempts',
  'status',
  'error',
  'output-type',
  'output',
  'duration',
] as const;

export type DifferenceKind = (typeof differenceKinds)[number];

const startKinds: ReadonlySet<DifferenceKind> = new Set([
  'input',
  'run',
  'step-input',
  'missing-step',
  'extra-step',
]);

/** Whether a difference is in what went into a node or in its presence, not in how it ended. */
export function isOfStart({ kind }: Pick<Difference, 'kind'>): boolean {
  return startKinds.has(kind);
}

/** A step or span of both runs, or of one, in a tree in the order of the judged run. */
export type PairedNode = {
  readonly parent: PairedNode | undefined;
  readonly a: RunNode | undefined;
  readonly b: RunNode | undefined;
  readonly children: readonly PairedNode[];
  /** Differences of the node itself; a node that one run lacks is one, with all nodes below it. */
  readonly differences: readonly Difference[];
  /** Usual differences of the node: see `Usual`. */
  readonly noise: readonly Difference[];
  /** The differences of the node and of all nodes below it. */
  readonly total: number;
  readonly noiseTotal: number;
};

/** How a value differs from all that successes have; see `docs/reference/compare.md`. */
export type Oddity = 'value' | 'type' | 'outside' | 'offset' | 'long' | 'absent' | 'new';

export type Usual = {
  /** Successes that are like run `b`, or with `isOfA` like run `a`, of those that have the step. */
  readonly count: number;
  readonly of: number;
  /** Whether successes are like run `a`, by which run `b` is then judged. */
  readonly isOfA?: boolean;
  /** Whether the values of successes differ, so that only their type is usual. */
  readonly varies: boolean;
  /** The range in successes: of numbers, attempts, steps of one name, lengths, and durations in ms. */
  readonly range?: readonly [least: number, most: number];
  /** Set for values that are no noise, if successes are known. */
  readonly oddity?: Oddity;
  readonly values?: readonly unknown[];
  /** How many failures of the cause, the judged run among them, and successes have the value. */
  readonly split?: Split;
};

export type Judgement = { readonly isNoise: boolean; readonly usual: Usual };

/** `is` in run `a`, `was` in run `b`. */
export type Difference = {
  readonly kind: DifferenceKind;
  readonly node: PairedNode;
  /** The path in a payload or attribute, such as `['input', 'items', 0, 'qty']`; else empty. */
  readonly at: ValuePath;
  /** The path in run `b`, if it differs because earlier items were added or removed. */
  readonly wasAt?: ValuePath;
  readonly change?: ValueDifference['change'];
  /** How many more members of two large containers differ, which are not listed. */
  readonly rest?: number;
  /** A value, status, error, number of attempts, or duration in ms; absent where a run has none. */
  readonly was?: unknown;
  readonly is?: unknown;
  /** Whether different values were masked to the same text. */
  readonly isHidden?: boolean;
  readonly usual: Usual;
};

/** How run `a`, usually a failure, differs from run `b`, usually a success; see `orientRuns`. */
export type RunComparison = {
  readonly a: Run;
  readonly b: Run;
  readonly root: PairedNode;
  /** The share of the smaller run's nodes that are matched, from 0 to 1. */
  readonly matchedShare: number;
  /** The run with fewer nodes; `a` if both have as many. */
  readonly smaller: 'a' | 'b';
  readonly isDifferentProgram: boolean;
  /** Where the runs diverged; `null` if all differences are noise. */
  readonly first: Difference | null;
  /** An earlier delay that may be the cause: see `slowBefore`. */
  readonly slowBefore: Difference | undefined;
  /** In the order of the judged run: a node's input, its children, its output. */
  readonly differences: readonly Difference[];
  /** Differences that successes have among each other, in the same order. */
  readonly noise: readonly Difference[];
  /** Successes from which noise was learned, run `b` among them; with fewer than 2, none was. */
  readonly successes: readonly LearnedRun[];
  readonly failures: readonly LearnedRun[];
  /** Open nodes were measured until this time, in epoch ms. */
  readonly comparedAt: number;
};

/** Without its nodes. */
export type LearnedRun = RunSummary & Pick<Run, 'usage'>;

export function toLearnedRun({
  input: _,
  output,
  error,
  messages,
  raw,
  steps,
  trace,
  ...run
}: Run): LearnedRun {
  return run;
}
