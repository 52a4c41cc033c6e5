import type { Span, Trace } from '../run.ts';
import { countOf, formatDuration, toIsoTime } from '../text/formats.ts';
import { safeLine } from '../text/safe-text.ts';
import { statusCodeOf } from '../trace/call-facts.ts';

const mostLines = 30;
/** The caller masks secrets. */
const short = { maxLength: 300, reveal: true };

/**
 * The failing spans below their parents, with their logs, in at most 30 indented lines; where none failed,
 * the first spans. `isActive`: the run is.
 */
export function traceExcerpt(trace: Trace, isActive = false): readonly string[] {
  const byId = new Map(trace.spans.map(span => [span.id, span]));
  const failing = trace.spans.filter(span => span.status === 'error');
  const shown = failing.length > 0 ? failing : trace.spans.toSorted((a, b) => a.startAt - b.startAt);
  const kept = new Set<Span>();
  for (const span of shown.slice(0, mostLines)) for (const one of withAncestors(span, byId)) kept.add(one);
  const ordered = [...kept].sort((a, b) => a.startAt - b.startAt);
  const children = groupByParent(ordered, byId);
  const lines: string[] = [];
  const stack = (children.get(undefined) ?? []).map(span => ({ span, depth: 0 })).reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { span, depth } = next;
    lines.push(...spanLines(span, depth, trace, isActive));
    const inner = (children.get(span.id) ?? []).map(child => ({ span: child, depth: depth + 1 }));
    stack.push(...inner.reverse());
  }
  if (lines.length <= mostLines && shown.length <= mostLines) return lines;
  const which = failing.length > 0 ? countOf(failing.length, 'failing span') : 'the trace';
  return [...lines.slice(0, mostLines), `… only the first ${mostLines} lines of ${which}`];
}

/** The span and its ancestors; stops at a cycle of parents. */
function withAncestors(span: Span, byId: ReadonlyMap<string, Span>): ReadonlySet<Span> {
  const chain = new Set<Span>();
  for (let at: Span | undefined = span; at && !chain.has(at); ) {
    chain.add(at);
    at = at.parentId === undefined ? undefined : byId.get(at.parentId);
  }
  return chain;
}

function groupByParent(
  spans: readonly Span[],
  byId: ReadonlyMap<string, Span>,
): ReadonlyMap<string | undefined, readonly Span[]> {
  const groups = new Map<string | undefined, Span[]>();
  for (const span of spans) {
    const isRoot = span.parentId === undefined || !byId.has(span.parentId) || isInCycle(span, byId);
    const parent = isRoot ? undefined : span.parentId;
    const group = groups.get(parent);
    if (group) group.push(span);
    else groups.set(parent, [span]);
  }
  return groups;
}

function isInCycle(span: Span, byId: ReadonlyMap<string, Span>): boolean {
  const chain = withAncestors(span, byId);
  return [...chain].some(one => one.parentId === span.id);
}

function spanLines(span: Span, depth: number, trace: Trace, isActive: boolean): readonly string[] {
  const indent = '  '.repeat(depth);
  const open = isActive ? 'still open' : 'never ended';
  const duration = span.endAt === undefined ? open : formatDuration(Math.max(0, span.endAt - span.startAt));
  const sign = span.status === 'error' ? '✖ ' : '';
  const logs = trace.logs
    .filter(log => log.spanId === span.id)
    .slice(0, 5)
    .map(({ at, level, message }) => {
      const words = `${toIsoTime(at).slice(11)} ${safeLine(level, short)}  ${safeLine(message, short)}`;
      return `${indent}  · ${words}`;
    });
  const code = statusCodeOf(span);
  const answer = code === undefined ? '' : `  status ${code}`;
  return [`${indent}${sign}${safeLine(span.name, short)}  ${duration}${answer}`, ...logs];
}
