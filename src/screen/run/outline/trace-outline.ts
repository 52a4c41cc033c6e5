import { memo } from '../../../model/memo.ts';
import type { Step } from '../../../model/run.ts';
import {
  type ChildRow,
  type ChildRows,
  childRowCount,
  childRows,
  logsBelow,
  rootPosition,
  type Series,
  seriesItems,
} from '../../trace/child-rows.ts';
import { stepsOfSpan } from '../../trace/steps-of-spans.ts';
import type { ArrangedTrace } from '../../trace/trace-view.ts';
import { hasAttributes } from '../../trace/waterfall-phrases.ts';
import {
  type Children,
  joinChildren,
  type LogNode,
  listChildren,
  type OutlineNode,
  payloadNode,
  type SeriesNode,
  type SpanNode,
  type TraceNode,
} from './outline-node.ts';
import { attemptNodes, payloadParts } from './steps-outline.ts';

type Parent = SpanNode | SeriesNode | TraceNode;

export function traceChildren(node: Parent): Children {
  const rows: Children = {
    count: () => rowCount(node),
    at: index => {
      const row = rowsBelow(node)[index];
      return row === undefined ? undefined : toNode(node, row);
    },
    indexOf: key => indexOfKey(rowsBelow(node), node.trace, key),
  };
  const showsDetails = node.type === 'span' && node.showsAttributes;
  return showsDetails ? joinChildren(listChildren(detailsOf(node)), rows) : rows;
}

/** The row of a key, or of the series whose one row stands for it. */
function indexOfKey(rows: ChildRows, { positions }: ArrangedTrace, key: string): number {
  const id = key.slice(prefixLength);
  if (key.startsWith(seriesPrefix)) {
    const first = positions.get(id);
    return findRow(rows, row => typeof row !== 'number' && row.first === first);
  }
  if (key.startsWith(logPrefix)) return indexOfItem(rows, ~Number(id));
  const position = key.startsWith(spanPrefix) ? positions.get(id) : undefined;
  return position === undefined ? -1 : indexOfItem(rows, position);
}

function indexOfItem(rows: ChildRows, item: number): number {
  if (rows instanceof Int32Array) return rows.indexOf(item);
  return findRow(rows, row => row === item || (typeof row !== 'number' && row.items.includes(item)));
}

function findRow(rows: ChildRows, matches: (row: ChildRow) => boolean): number {
  return Array.prototype.findIndex.call(rows, matches);
}

export function hasTraceChildren({ showsAttributes, trace, position }: SpanNode): boolean {
  return showsAttributes || trace.children[position] !== undefined || logsBelow(trace, position).length > 0;
}

export function seriesOf(trace: ArrangedTrace, parent: number, child: number): Series | undefined {
  const rows = childRows(trace, parent);
  const row = rows instanceof Int32Array ? undefined : rows[indexOfItem(rows, child)];
  return typeof row === 'number' ? undefined : row;
}

const prefixLength = 2;
const spanPrefix = 's:';
const logPrefix = 'l:';
const seriesPrefix = 'n:';
/** Begins the keys of a span's data, and of no other row of a trace. */
export const attributePrefix = 'f:';

export function spanKey(id: string): string {
  return `${spanPrefix}${id}`;
}

export function seriesKey(trace: ArrangedTrace, { first }: Series): string {
  return `${seriesPrefix}${trace.spans[first]?.id}`;
}

function toNode({ trace, reveal }: Parent, row: ChildRow): SpanNode | SeriesNode | LogNode | undefined {
  if (typeof row !== 'number')
    return { type: 'series', key: seriesKey(trace, row), series: row, trace, reveal };
  if (row < 0) {
    const log = trace.logs[~row];
    return log && { type: 'log', key: `${logPrefix}${~row}`, log, reveal };
  }
  const span = trace.spans[row];
  if (!span) return undefined;
  const key = spanKey(span.id);
  return { type: 'span', key, span, position: row, trace, showsAttributes: false, reveal };
}

function rowsBelow(node: Parent): ChildRows {
  if (node.type === 'series') return seriesItems(node.trace, node.series);
  return childRows(node.trace, node.type === 'span' ? node.position : rootPosition);
}

function rowCount(node: Parent): number {
  if (node.type === 'series') return node.series.items.length;
  return childRowCount(node.trace, node.type === 'span' ? node.position : rootPosition);
}

const detailsOf = memo(({ span, trace, position, reveal }: SpanNode): readonly OutlineNode[] => {
  const about = { type: 'span', trace, position } as const;
  const rows: OutlineNode[] = [
    { type: 'field', key: `${attributePrefix}span`, label: 'about', value: about },
    ...stepRows(stepsOfSpan(trace, position), reveal),
  ];
  const { attributes, events } = span;
  if (hasAttributes(span))
    rows.push(payloadNode(`${attributePrefix}attributes`, 'attributes', attributes, reveal));
  if (events.length > 0) {
    const record = { shape: 'events', startAt: trace.startAt } as const;
    rows.push({ ...payloadNode(`${attributePrefix}events`, 'events', events, reveal), record });
  }
  return rows;
});

export function hasSpanDetails({ span, trace, position }: SpanNode): boolean {
  return span.events.length > 0 || hasAttributes(span) || stepsOfSpan(trace, position).length > 0;
}

/** Shows attempts one by one where several have no spans of their own. */
function stepRows(attempts: readonly Step[], reveal: boolean): readonly OutlineNode[] {
  const [only, ...others] = attempts;
  const rows = only && others.length === 0 ? payloadParts(only, reveal) : attemptNodes(attempts, { reveal });
  return rows.map(row => ({ ...row, key: `${attributePrefix}${row.key}` }));
}

export function spanWords({ trace, position }: Pick<SpanNode, 'trace' | 'position'>): string {
  const span = trace.spans[position];
  return span ? `${span.kind} · ${span.id}` : '';
}
