import { type OpenSpan, openSpan, type SpanEnd } from '../run/open-span.ts';
import type { Scope } from '../run/scope.ts';
import type { StepPlan } from './open-step.ts';

/**
 * A step with one attempt has one span. When it is retried, that span becomes a child of a new span for the
 * whole step, and keeps the records of the first attempt.
 */
export type StepSpans = {
  readonly open: (attempt: number, startAt: number) => OpenSpan;
  /** Must be called before a retry; returns the id of the span for the whole step. */
  readonly split: () => string;
  /** Ends the span for the whole step, if there is one. */
  readonly end: (status: 'ok' | 'error' | 'unset', about?: SpanEnd) => void;
};

export function createStepSpans(
  { run, spanId: parentId }: Scope,
  { name, type, attempts }: StepPlan,
): StepSpans {
  const kind = type === 'action' ? 'step' : type;
  const wholeId = attempts > 1 ? run.nextId('span') : undefined;
  let firstStartAt: number | undefined;
  let first: OpenSpan | undefined;
  let whole: OpenSpan | undefined;

  return {
    open(attempt, startAt) {
      if (whole) return openSpan(run, { parentId: whole.id, ...attemptHeader(attempt), startAt });
      firstStartAt = startAt;
      first = openSpan(run, { parentId, name, kind, startAt });
      return first;
    },
    split() {
      whole ??= openSpan(run, { id: wholeId, parentId, name, kind, startAt: firstStartAt });
      first?.setHeader({ parentId: whole.id, ...attemptHeader(1) });
      first = undefined;
      return whole.id;
    },
    end(status, about) {
      whole?.end(status, about);
    },
  };
}

function attemptHeader(attempt: number): { readonly name: string; readonly kind: string } {
  return { name: `attempt ${attempt}`, kind: 'attempt' };
}
