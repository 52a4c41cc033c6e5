import type { RunError, Span, Step } from '../../run.ts';
import type { RunStatus } from '../../status.ts';

/** A step with all its attempts, a span, or both where they record the same; the root is the run. */
export type RunNode = {
  /** Its number among the nodes of its tree, from 0. */
  readonly index: number;
  readonly name: string;
  /** The type of the step, or else the kind of the span; `run` for the root. */
  readonly type: string;
  readonly status: RunStatus;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly attempts: number;
  /** The input of the first attempt. */
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: RunError;
  /** Its attempts, in order; empty for what is only a span. */
  readonly steps: readonly Step[];
  readonly span?: Span;
  /** Children in order of start; a step that was retried has those of its last attempt. */
  readonly children: readonly RunNode[];
};

/** A node under construction. */
export type DraftNode = { -readonly [Key in keyof RunNode]: RunNode[Key] } & {
  children: DraftNode[];
};

/** The node of a span under construction. */
export type SpanNode = DraftNode & { readonly span: Span };
