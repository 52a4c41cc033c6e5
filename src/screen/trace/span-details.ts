import { memo } from '../../model/memo.ts';
import type { Step } from '../../model/run.ts';
import type { OutlineNode, SpanNode } from '../run/outline/outline-node.ts';
import { payloadNode } from '../run/outline/outline-parts.ts';
import { payloadParts } from '../run/outline/step-parts.ts';
import { attemptNodes } from '../run/outline/steps-outline.ts';
import { stepsOfSpan } from './steps-of-spans.ts';

/** Begins the keys of these rows, and of no other row of a trace. */
export const attributePrefix = 'f:';

const none: readonly OutlineNode[] = [];

/** The rows that Enter shows below a span, before its child spans and logs; cached by node. */
export function spanDetails(node: SpanNode): readonly OutlineNode[] {
  return node.showsAttributes ? detailsOf(node) : none;
}

const detailsOf = memo((node: SpanNode): readonly OutlineNode[] => {
  const rows = [headOf(node)];
  const attempts = stepsOfSpan(node.trace, node.position);
  if (attempts.length > 0) rows.push(...stepRows(attempts, node.reveal));
  addOwnPayloads(rows, node);
  return rows;
});

/** Whether Enter shows more of a span than its kind, its id and its times. */
export function hasSpanDetails({ span, trace, position }: SpanNode): boolean {
  const { attributes, events } = span;
  return events.length > 0 || !isEmpty(attributes) || stepsOfSpan(trace, position).length > 0;
}

function isEmpty(attributes: SpanNode['span']['attributes']): boolean {
  for (const _ in attributes) return false;
  return true;
}

function headOf({ trace, position }: SpanNode): OutlineNode {
  const value = { type: 'span', trace, position } as const;
  return { type: 'field', key: `${attributePrefix}span`, label: 'about', value };
}

/** What went into the step of a span and came out: of each attempt, where these have no spans. */
function stepRows(attempts: readonly Step[], reveal: boolean): readonly OutlineNode[] {
  const [only, ...others] = attempts;
  const rows = only && others.length === 0 ? payloadParts(only, reveal) : attemptNodes(attempts, reveal);
  return rows.map(row => ({ ...row, key: `${attributePrefix}${row.key}` }));
}

function addOwnPayloads(rows: OutlineNode[], { span, trace, reveal }: SpanNode): void {
  const { attributes, events } = span;
  if (!isEmpty(attributes))
    rows.push(payloadNode(`${attributePrefix}attributes`, 'attributes', attributes, reveal));
  if (events.length > 0) {
    const record = { shape: 'events', startAt: trace.startAt } as const;
    rows.push({ ...payloadNode(`${attributePrefix}events`, 'events', events, reveal), record });
  }
}

/** `http · sp_1`. */
export function spanWords({ trace, position }: Pick<SpanNode, 'trace' | 'position'>): string {
  const span = trace.spans[position];
  return span ? `${span.kind} · ${span.id}` : '';
}
