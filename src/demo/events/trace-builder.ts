import type { LogAdded, SpanPut } from '../../contract/event-batch.ts';
import type { RunEvent } from '../../contract/run-events.ts';

type Attributes = Readonly<Record<string, unknown>>;

type SpanPlan = Omit<SpanPut, 'type' | 'runId' | 'id' | 'attributes' | 'events'> & {
  readonly attributes?: Attributes;
  readonly exception?: { readonly name?: string; readonly message: string };
};

type LogPlan = Omit<LogAdded, 'type' | 'runId' | 'attributes'> & { readonly attributes?: Attributes };

/** Collects the events of one run's trace, and numbers its spans. */
export type TraceBuilder = {
  readonly events: RunEvent[];
  readonly spanCount: () => number;
  /** Returns the span's id. */
  readonly span: (plan: SpanPlan) => string;
  readonly log: (plan: LogPlan) => void;
};

export function createTraceBuilder(runId: string): TraceBuilder {
  const events: RunEvent[] = [];
  let spans = 0;
  return {
    events,
    spanCount: () => spans,
    span({ attributes, exception, ...plan }) {
      spans += 1;
      const id = `span_${String(spans).padStart(6, '0')}`;
      const spanEvents = exception && [
        {
          name: 'exception',
          at: plan.endAt ?? plan.startAt,
          attributes: { 'exception.type': exception.name, 'exception.message': exception.message },
        },
      ];
      const about = { ...plan, attributes: toJson(attributes), events: spanEvents };
      events.push({ type: 'span-put', runId, id, ...about });
      return id;
    },
    log({ attributes, ...plan }) {
      events.push({ type: 'log-added', runId, ...plan, attributes: toJson(attributes) });
    },
  };
}

function toJson(attributes: Attributes | undefined): string | undefined {
  return attributes && JSON.stringify(attributes);
}
