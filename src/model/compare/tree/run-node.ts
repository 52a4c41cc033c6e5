import { knownError } from '../../failure/summarize-failure.ts';
import type { Run, RunError, Span, Step } from '../../run.ts';
import type { RunStatus } from '../../status.ts';
import type { Attempts } from '../../steps/step-tree.ts';
import { errorOfSpan } from '../../trace/span-error.ts';

/** A step with its attempts, a span, or both if they record the same; the root is the run. */
export type RunNode = {
  /** The number of the node in its tree, from 0. */
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly status: RunStatus;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly attempts: number;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: RunError;
  /** The attempts in order; empty for a mere span. */
  readonly steps: readonly Step[];
  readonly span?: Span;
  /** Set for a run that the compared run started. */
  readonly childRun?: Run;
  /** By start; a retried step has the children of its last attempt. */
  readonly children: readonly RunNode[];
};

export type DraftNode = { -readonly [Key in keyof RunNode]: RunNode[Key] } & { children: DraftNode[] };

export type SpanNode = DraftNode & { readonly span: Span };

/** Shared by most nodes, which are spans without any. */
const noSteps: readonly Step[] = [];
const noChildren: DraftNode[] = [];

/** Replaced once all nodes are there. */
const index = -1;

export function draftRun(run: Run): DraftNode {
  const { name, status, startedAt, finishedAt, input, output, attempt = 1 } = run;
  return {
    index,
    name,
    type: 'run',
    status,
    startedAt,
    finishedAt,
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

/** Merges a step into the node of its span: the step has payloads and attempts, the span its calls. */
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
