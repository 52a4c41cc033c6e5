import type { Span, Trace } from '../../../src/model/run.ts';
import { failedRun, failedTrace } from './sample-runs.ts';

const startedAt = failedRun.startedAt ?? 0;

export type Sketch = Partial<Span> & { readonly id: string; readonly from: number; readonly to?: number };

/** A span between two offsets from the start of the run, in ms; without `to`, one that never ended. */
export function spanOf({ id, from, to, ...fields }: Sketch): Span {
  const endAt = to === undefined ? undefined : startedAt + to;
  const times = { startAt: startedAt + from, endAt };
  return { id, name: id, kind: 'step', status: 'ok', attributes: {}, events: [], ...fields, ...times };
}

/** The trace of the failed run, whose process went away during the last attempt. */
export const openTrace: Trace = {
  ...failedTrace,
  spans: failedTrace.spans.map(span =>
    span.id === 'sp_try_3' || span.id === 'sp_mail'
      ? { ...span, endAt: undefined, status: 'unset' as const, attributes: {} }
      : span,
  ),
};
