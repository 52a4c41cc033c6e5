import { knownError } from '../../failure/summarize-failure.ts';
import type { Run, RunError, Span, Step } from '../../run.ts';
import type { RunStatus } from '../../status.ts';
import type { Attempts } from '../../steps/step-tree.ts';
import { errorOfSpan } from '../../trace/span-error.ts';

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
  /** The run that it is, where that was started by the compared one. */
  readonly childRun?: Run;
  /** Children in order of start; a step that was retried has those of its last attempt. */
  readonly children: readonly RunNode[];
};

/** A node under construction. */
export type DraftNode = { -readonly [Key in keyof RunNode]: RunNode[Key] } & { children: DraftNode[] };

/** The node of a span under construction. */
export type SpanNode = DraftNode & { readonly span: Span };

/** Most nodes are spans without any: they share these lists. */
const noSteps: readonly Step[] = [];
const noChildren: DraftNode[] = [];

/** The index of a node before all nodes are there. */
const index = -1;

export function draftRun(run: Run): DraftNode {
  const { name, status, startedAt, finishedAt, input, output, attempt = 1 } = run;
  const times = { startedAt, finishedAt };
  return {
    index,
    name,
    type: 'run',
    status,
    ...times,
    attempts: attempt,
    input,
    output,
    error: knownError(run),
    steps: noSteps,
    children: noChildren,
  };
}

export function draftStep(attempts: Attempts): DraftNode {
  const [first] = attempts;
  const last = attempts.at(-1) ?? first;
  return {
    index,
    name: last.name,
    type: last.type,
    status: last.status,
    startedAt: first.startedAt,
    finishedAt: last.finishedAt,
    attempts: Math.max(attempts.length, last.attempt),
    input: first.input ?? last.input,
    output: last.output,
    error: last.error,
    steps: attempts,
    children: noChildren,
  };
}

export function draftSpan(span: Span): SpanNode {
  return {
    index,
    name: span.name,
    type: span.kind,
    status: spanStatus(span),
    startedAt: span.startAt,
    finishedAt: span.endAt,
    attempts: 1,
    error: errorOfSpan(span),
    steps: noSteps,
    span,
    children: noChildren,
  };
}

function spanStatus({ status, endAt }: Span): RunStatus {
  if (status === 'error') return 'failed';
  return endAt === undefined ? 'running' : 'success';
}

export function addChild(parent: DraftNode, child: DraftNode): void {
  if (parent.children === noChildren) parent.children = [child];
  else parent.children.push(child);
}

/**
 * Makes the node of a span that of a step, too: the step knows payloads and attempts, the span what it
 * called.
 */
export function joinStep(node: DraftNode, step: DraftNode): void {
  const { span, children } = node;
  Object.assign(node, step, {
    span,
    children,
    attempts: Math.max(node.attempts, step.attempts),
    status: step.status === 'unknown' ? node.status : step.status,
    startedAt: step.startedAt ?? node.startedAt,
    finishedAt: step.finishedAt ?? node.finishedAt,
    error: step.error ?? node.error,
  });
}
