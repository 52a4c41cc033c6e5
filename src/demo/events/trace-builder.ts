import type { RunEvent } from '../../contract/run-events.ts';
import type { SpanStatus } from '../../model/run.ts';

type SpanPlan = {
  readonly parentId?: string;
  readonly name: string;
  readonly kind: string;
  readonly startAt: number;
  readonly endAt?: number;
  readonly status: SpanStatus;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** What failed in it. */
  readonly exception?: { readonly name?: string; readonly message: string };
};

type LogPlan = {
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly spanId?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
};

/** Collects what belongs to one run; spans get their ids in the order in which they are made. */
export type TraceMaker = {
  readonly facts: RunEvent[];
  readonly spanCount: () => number;
  readonly span: (plan: SpanPlan) => string;
  readonly log: (plan: LogPlan) => void;
};

export function createTraceMaker(runId: string): TraceMaker {
  const facts: RunEvent[] = [];
  let spans = 0;
  return {
    facts,
    spanCount: () => spans,
    span({ attributes, exception, ...plan }) {
      spans += 1;
      const id = `span_${String(spans).padStart(6, '0')}`;
      const about = exception && { 'exception.type': exception.name, 'exception.message': exception.message };
      const events = about && [{ name: 'exception', at: plan.endAt ?? plan.startAt, attributes: about }];
      facts.push({ type: 'span-put', runId, id, ...plan, attributes: toJson(attributes), events });
      return id;
    },
    log({ attributes, ...plan }) {
      facts.push({ type: 'log-added', runId, ...plan, attributes: toJson(attributes) });
    },
  };
}

function toJson(attributes: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return attributes && JSON.stringify(attributes);
}
