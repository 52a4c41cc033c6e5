import type { Run, RunSummary } from '../run.ts';
import type { Split } from '../share/separation.ts';
import type { ValueDifference, ValuePath } from './payload/compare-payloads.ts';
import type { RunNode } from './tree/run-node.ts';

/** The kinds of differences, in the order in which they are noted at one node. */
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

/** Whether a difference is in what went into a node or that it is there at all, not in how it ended. */
export function isOfStart({ kind }: Pick<Difference, 'kind'>): boolean {
  return startKinds.has(kind);
}

/** A step or span of both runs, or of one of them, as a tree in the order of the run that is judged. */
export type PairedNode = {
  readonly parent: PairedNode | undefined;
  readonly a: RunNode | undefined;
  readonly b: RunNode | undefined;
  readonly children: readonly PairedNode[];
  /** Differences of the node itself. A node that only one run has counts as one, with all below it. */
  readonly differences: readonly Difference[];
  /** Differences of the node that are usual: see `Usual`. */
  readonly noise: readonly Difference[];
  /** How many differences the node and all nodes below it have. */
  readonly total: number;
  /** How much noise the node and all nodes below it have. */
  readonly noiseTotal: number;
};

/** In which way a value is none that successes have; see `docs/reference/compare.md`. */
export type Oddity = 'value' | 'type' | 'outside' | 'offset' | 'long' | 'absent' | 'new';

/** How often successes agree about what differs. */
export type Usual = {
  /** The successes that are as run `b` is, or as run `a` is, among those that have the step at all. */
  readonly count: number;
  readonly of: number;
  /** Whether the successes are as run `a` is: it is then what run `b` is judged by. */
  readonly isOfA?: boolean;
  /** Whether they differ among each other in values, so that only the type of one is usual. */
  readonly varies: boolean;
  /**
   * The least and the greatest of the successes: of numbers, of attempts, of steps of one name, of lengths,
   * and of durations in ms.
   */
  readonly range?: readonly [least: number, most: number];
  /** Set for values of payloads that are no noise, where successes are known. */
  readonly oddity?: Oddity;
  /** The values that successes have instead, where these are few. */
  readonly values?: readonly unknown[];
  /** How many failures of the cause of the judged run, that run among them, and successes have its value. */
  readonly split?: Split;
};

export type Judgement = { readonly isNoise: boolean; readonly usual: Usual };

/** One difference: `is` in run `a`, `was` in run `b`. */
export type Difference = {
  readonly kind: DifferenceKind;
  readonly node: PairedNode;
  /** The place in a payload or attribute, such as `['input', 'items', 0, 'qty']`; else empty. */
  readonly at: ValuePath;
  /** The place in run `b`, if it is another one because list items before it were added or removed. */
  readonly wasAt?: ValuePath;
  readonly change?: ValueDifference['change'];
  /** How many further members of two large containers differ, which are not listed one by one. */
  readonly rest?: number;
  /**
   * A payload's value, a status, an error, a number of attempts, a duration in ms; absent where there is
   * none.
   */
  readonly was?: unknown;
  readonly is?: unknown;
  /** Whether two values that differ were masked to the same text. */
  readonly isHidden?: boolean;
  readonly usual: Usual;
};

/**
 * How run `a`, as a rule one that failed, differs from run `b`, as a rule one that succeeded. One of both is
 * judged by what is usual: see `orientRuns`.
 */
export type RunComparison = {
  readonly a: Run;
  readonly b: Run;
  readonly root: PairedNode;
  /** The nodes that both runs have, of those of the smaller run: 0 to 1. */
  readonly matchedShare: number;
  /** The run with fewer nodes, or `a`. */
  readonly smaller: 'a' | 'b';
  /** Whether less than half was matched. */
  readonly isDifferentProgram: boolean;
  /** Where the runs diverged; `null` where nothing but noise differs. */
  readonly first: Difference | null;
  /** Before that in the same order, what took so long that it may be the cause: see `slowBefore`. */
  readonly slowBefore: Difference | undefined;
  /** The differences in the order of the judged run: a node's input, its children, its output. */
  readonly differences: readonly Difference[];
  /** Differences that successes have among each other, in the same order. */
  readonly noise: readonly Difference[];
  /**
   * The successes that noise was learned from, run `b` among them if it is one; with fewer than 2, none was.
   */
  readonly successes: readonly LearnedRun[];
  /** Other failures of the cause of the judged run, of which the evidence is counted. */
  readonly failures: readonly LearnedRun[];
  /** How long what is open takes so far was measured then; in ms since 1970. */
  readonly comparedAt: number;
};

/** A run from which was learned, without its nodes. */
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
