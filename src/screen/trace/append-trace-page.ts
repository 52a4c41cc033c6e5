import type { Log, Span } from '../../model/run.ts';
import { addLog, addSpan, createDraft } from './trace-draft.ts';
import type { TraceIndex } from './trace-index.ts';

type Page = { readonly spans: readonly Span[]; readonly logs: readonly Log[] };

/** The trace with one more page; known spans are not replaced. */
export function appendTracePage(trace: TraceIndex, page: Page): TraceIndex {
  const draft = createDraft(trace);
  for (const span of inOrder(page.spans)) addSpan(draft, span);
  for (const log of page.logs) addLog(draft, log);
  const { adoptions, fresh, ...index } = draft;
  return index;
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  const isSorted = spans.every((span, at) => at === 0 || (spans[at - 1]?.startAt ?? 0) <= span.startAt);
  return isSorted ? spans : [...spans].sort((a, b) => a.startAt - b.startAt);
}
