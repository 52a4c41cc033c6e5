import '../../../src/screen/commands.ts';
import type { TracePage } from '../../../src/contract/trace-pages.ts';
import type { Run, Span, Trace } from '../../../src/model/run.ts';
import { openDetail, reduceDetail } from '../../../src/screen/run/apply-run-action.ts';
import type { DetailAction, DetailCommand, DetailState } from '../../../src/screen/run/detail-state.ts';
import { focusOf } from '../../../src/screen/run/focus.ts';
import { rowAt } from '../../../src/screen/run/outline/open-tree.ts';
import { activePane } from '../../../src/screen/run/panes.ts';

export const box = { width: 100, height: 23 };
export const at = Date.parse('2026-03-01T12:00:00Z');
export const now = at + 180_000;

export function runOf(fields: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    kind: 'workflow',
    name: 'flow',
    status: 'success',
    trigger: { type: 'cli', label: 'CLI', raw: 'cli' },
    createdAt: at,
    models: [],
    services: [],
    usage: [],
    ...fields,
  };
}

export function act(detail: DetailState, ...actions: readonly DetailAction[]): DetailState {
  return actions.reduce((state, action) => reduceDetail(state, action, box, now), detail);
}

export function press(detail: DetailState, ...commands: readonly DetailCommand[]): DetailState {
  return act(detail, ...commands.map(command => ({ type: 'detail-command-given', command }) as const));
}

export function load(fields: Partial<Run> = {}): DetailState {
  const run = runOf(fields);
  return act(openDetail(run), { type: 'detail-run-loaded', run });
}

/** What the cursor is on, as the screen says it. */
export function place(detail: DetailState): string | undefined {
  return focusOf(detail)?.path;
}

/** The keys of the rows that are shown, `+` before what is unfolded. */
export function rowKeys(detail: DetailState): readonly string[] {
  const { root } = activePane(detail);
  return Array.from({ length: root.rows }, (_, row) => {
    const found = rowAt(root, row);
    return `${found?.isOpen ? '+' : ''}${found?.node.key}`;
  });
}

export function span(id: string, fields: Partial<Span> = {}): Span {
  return {
    id,
    name: id,
    kind: 'step',
    startAt: at,
    endAt: at + 1000,
    status: 'ok',
    attributes: {},
    events: [],
    ...fields,
  };
}

export function pageOf(trace: Partial<Trace>, nextCursor?: string): TracePage {
  const { spans = [], logs = [] } = trace;
  return { spans, logs, nextCursor, spanTotal: spans.length, logTotal: logs.length };
}

export function showTrace(...pages: readonly TracePage[]): DetailState {
  const shown = press(load(), { type: 'tab', to: 'trace' });
  return act(
    shown,
    ...pages.map(page => ({ type: 'detail-trace-page-loaded', address: 'run_1', page }) as const),
  );
}
