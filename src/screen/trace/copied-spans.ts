import type { Span, Step } from '../../model/run.ts';
import type { SeriesNode, SpanNode } from '../run/outline/outline-node.ts';
import { stepsOfSpan } from './steps-of-spans.ts';

/** A span with the attempts whose input and output are shown below it, if it is of a step. */
type CopiedSpan = Span & { readonly steps?: readonly Step[] };

export function copiedSpan({
  trace,
  position,
  span,
}: Pick<SpanNode, 'trace' | 'position' | 'span'>): CopiedSpan {
  const steps = stepsOfSpan(trace, position);
  return steps.length === 0 ? span : { ...span, steps };
}

export function copiedSeries({ trace, series }: Pick<SeriesNode, 'trace' | 'series'>): readonly CopiedSpan[] {
  return Array.from(series.items).flatMap(item => {
    const span = trace.spans[item];
    return span ? copiedSpan({ trace, position: item, span }) : [];
  });
}
