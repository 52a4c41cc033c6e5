import type { LogNode, OutlineNode, SpanNode, TraceNode } from '../outline/outline-node.ts';
import type { TraceIndex } from './trace-index.ts';

/** The spans and logs below a span, by time, logs first; positions of logs are inverted (`~position`). */
type Merged = Int32Array;

const rootPosition = -1;
const mergedOf = new WeakMap<TraceIndex, Map<number, Merged>>();

export function traceChildCount(node: SpanNode | TraceNode): number {
  return attributesOf(node).length + mergedChildren(node).length;
}

export function traceChildAt(node: SpanNode | TraceNode, index: number): OutlineNode | undefined {
  const attributes = attributesOf(node);
  if (index < attributes.length) return attributes[index];
  const item = mergedChildren(node)[index - attributes.length];
  return item === undefined ? undefined : toNode(node, item);
}

export function traceChildIndex(node: SpanNode | TraceNode, key: string): number {
  const attributes = attributesOf(node);
  const attribute = attributes.findIndex(one => one.key === key);
  if (attribute >= 0) return attribute;
  const item = itemOf(node.trace, key);
  const position = item === undefined ? -1 : mergedChildren(node).indexOf(item);
  return position < 0 ? -1 : attributes.length + position;
}

function itemOf(trace: TraceIndex, key: string): number | undefined {
  if (key.startsWith(logPrefix)) return ~Number(key.slice(logPrefix.length));
  return key.startsWith(spanPrefix) ? trace.positions.get(key.slice(spanPrefix.length)) : undefined;
}

export function hasTraceChildren(node: SpanNode): boolean {
  const { trace, position } = node;
  return (
    node.showsAttributes || trace.children[position] !== undefined || logsBelow(trace, position).length > 0
  );
}

const spanPrefix = 's:';
const logPrefix = 'l:';

function toNode({ trace, reveal }: SpanNode | TraceNode, item: number): SpanNode | LogNode | undefined {
  if (item < 0) {
    const log = trace.logs[~item];
    return log && { type: 'log', key: `${logPrefix}${~item}`, log, reveal };
  }
  const span = trace.spans[item];
  return (
    span && {
      type: 'span',
      key: spanKey(span.id),
      span,
      position: item,
      trace,
      showsAttributes: false,
      reveal,
    }
  );
}

export function spanKey(id: string): string {
  return `${spanPrefix}${id}`;
}

function mergedChildren(node: SpanNode | TraceNode): Merged {
  const { trace } = node;
  const position = node.type === 'span' ? node.position : rootPosition;
  const known = mergedOf.get(trace) ?? new Map<number, Merged>();
  mergedOf.set(trace, known);
  const merged = known.get(position) ?? mergeByTime(trace, position);
  known.set(position, merged);
  return merged;
}

function mergeByTime(trace: TraceIndex, position: number): Merged {
  const spans = position === rootPosition ? trace.roots : (trace.children[position] ?? []);
  const logs = logsBelow(trace, position);
  const merged = new Int32Array(spans.length + logs.length);
  let span = 0;
  let log = 0;
  for (let at = 0; at < merged.length; at += 1) {
    const nextSpan = spans[span];
    const nextLog = logs[log];
    const isSpan =
      nextSpan !== undefined &&
      (nextLog === undefined || (trace.spans[nextSpan]?.startAt ?? 0) < (trace.logs[nextLog]?.at ?? 0));
    if (isSpan) span += 1;
    else log += 1;
    merged[at] = isSpan ? nextSpan : ~(nextLog ?? 0);
  }
  return merged;
}

/** The logs of a span. Logs without a span are below the only root, or beside several roots. */
function logsBelow(trace: TraceIndex, position: number): readonly number[] {
  const own = trace.logsOfSpans[position] ?? [];
  const { looseLogs, roots } = trace;
  if (looseLogs.length === 0) return own;
  const hasLooseLogs = roots.length === 1 ? position === roots[0] : position === rootPosition;
  if (!hasLooseLogs) return own;
  if (own.length === 0) return looseLogs;
  return [...own, ...looseLogs].sort((a, b) => (trace.logs[a]?.at ?? 0) - (trace.logs[b]?.at ?? 0));
}

/** The rows that Enter shows below a span, before its child spans and logs. */
function attributesOf(node: SpanNode | TraceNode): readonly OutlineNode[] {
  if (node.type === 'trace' || !node.showsAttributes) return [];
  const { span, reveal } = node;
  const kind = { type: 'text', text: `${span.kind} · ${span.id}` } as const;
  const payloads = [
    { name: 'attributes', value: span.attributes },
    { name: 'events', value: span.events },
  ];
  return [
    { type: 'field', key: 'f:span', label: 'span', value: kind },
    ...payloads
      .filter(({ value }) => Object.keys(value).length > 0)
      .map(({ name, value }) => {
        return { type: 'value', key: `f:${name}`, name, value, isSecret: false, reveal } as const;
      }),
  ];
}
