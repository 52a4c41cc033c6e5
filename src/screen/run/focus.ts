import type { CopyContent, CopySource } from '../../model/report/render-copy.ts';
import { toRecordJson } from '../../model/report/run-json.ts';
import { elapsedMs, type Span, type Step } from '../../model/run.ts';
import { statusPhrase } from '../../model/status.ts';
import { type StepTree, stepTreeOf } from '../../model/steps/step-tree.ts';
import { toIsoTime } from '../../model/text/formats.ts';
import { queueWaitMs } from '../../model/text/queue-wait.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { seriesFacts, seriesTitle } from '../trace/child-rows.ts';
import { stepsOfSpan } from '../trace/steps-of-spans.ts';
import { activePane, type DetailState } from './detail-state.ts';
import { nodesAlong } from './outline/open-tree.ts';
import {
  type FieldNode,
  isTraceRow,
  type OutlineNode,
  type RunLinkNode,
  type SeriesNode,
  type SpanNode,
  type ValueNode,
} from './outline/outline-node.ts';
import { isContainer, isLongText } from './outline/payload-values.ts';
import { isRetried, stepHeading } from './outline/steps-outline.ts';
import { spanWords } from './outline/trace-outline.ts';
import { cursorPath, cursorRow } from './rows/pane.ts';

type Focus = {
  /** `input.items[3].sku`, sanitised and masked. */
  readonly path: string;
  readonly node: OutlineNode;
};

export function focusOf(detail: DetailState): Focus | undefined {
  const pane = activePane(detail);
  const row = cursorRow(pane);
  return row && { path: pathWords(nodesAlong(pane.root, row.path), detail.look.reveal), node: row.node };
}

export function nodeAtCursor(detail: DetailState): OutlineNode | undefined {
  return cursorRow(activePane(detail))?.node;
}

/** The last attempt of the step at the cursor, or of the step whose row or span the cursor is in. */
export function focusedStep(detail: DetailState): Step | undefined {
  const pane = activePane(detail);
  const around = nodesAlong(pane.root, cursorPath(pane));
  return around.map(stepOfNode).findLast(step => step !== undefined);
}

function stepOfNode(node: OutlineNode): Step | undefined {
  if (node.type === 'step') return lastAttempt(node.tree, node.attempts[0]);
  if (node.type !== 'span') return undefined;
  const [step] = stepsOfSpan(node.trace, node.position);
  return step && lastAttempt(stepTreeOf(node.trace.steps), step);
}

function lastAttempt({ groups }: StepTree, step: Step): Step {
  return groups.get(step.id)?.at(-1) ?? step;
}

export function focusedLink(detail: DetailState): RunLinkNode | undefined {
  const node = nodeAtCursor(detail);
  return node?.type === 'run-link' ? node : undefined;
}

export function copySource(detail: DetailState, now: number): CopySource {
  const { summary, run, look, trace } = detail;
  const focus = focusOf(detail);
  const content = focus && contentOf(focus.node, detail, now);
  const { spans, logs } = trace.index;
  const whole = run && {
    ...run,
    trace: run.trace ?? (trace.phase === 'unread' ? undefined : { spans, logs }),
  };
  return {
    run: whole ?? summary,
    focus: content && { label: focus.path, content },
    format: look.format,
    reveal: look.reveal,
    now,
    usual: detail.answer?.usual,
    ofGroup: detail.answer?.ofGroup,
  };
}

const longestName = 80;

function pathWords(nodes: readonly OutlineNode[], reveal: boolean): string {
  let path = '';
  for (const node of nodes) {
    const name = nameOf(node, text => safeLine(text, { maxLength: longestName, reveal }));
    if (name === '') continue;
    if (path === '' || name.startsWith('[')) path += name;
    else path += isTraceRow(node.type) ? ` › ${name}` : `.${name}`;
  }
  return path;
}

function nameOf(node: OutlineNode, short: (text: string) => string): string {
  switch (node.type) {
    case 'section':
      return short(node.pathName ?? '');
    case 'value':
      return valueName(node.name, short);
    case 'field':
      return node.label;
    case 'usage':
      return `[${node.key}]`;
    case 'cancel':
    case 'activity':
    case 'steps':
    case 'log':
      return node.type;
    case 'run-link':
      return node.words;
    case 'step':
      return short(stepHeading(node).title);
    case 'span':
      return short(node.span.name);
    case 'series':
      return short(seriesTitle(seriesFacts(node), node.reveal));
    default:
      return '';
  }
}

function valueName(name: ValueNode['name'], short: (text: string) => string): string {
  if (name === undefined) return '';
  if (typeof name === 'number') return `[${name}]`;
  const shown = short(name);
  return /^[\w$-]+…?$/.test(shown) ? shown : `[${JSON.stringify(shown)}]`;
}

function contentOf(node: OutlineNode, detail: DetailState, now: number): CopyContent | undefined {
  switch (node.type) {
    case 'section':
    case 'line':
      return node.content;
    case 'value':
      return valueContent(node);
    case 'field':
      return fieldContent(node, detail, now);
    case 'usage':
      return { type: 'value', value: node.item };
    case 'run-link':
      return { type: 'text', text: node.id };
    case 'cancel':
      return { type: 'value', value: node.cancel };
    case 'activity':
      return { type: 'value', value: node.step, shape: 'step' };
    case 'steps':
      return { type: 'value', value: node.steps, shape: 'steps' };
    case 'step':
      return isRetried(node)
        ? { type: 'value', value: node.attempts, shape: 'steps' }
        : { type: 'value', value: node.attempts[0], shape: 'step' };
    case 'span':
      return { type: 'value', value: copiedSpan(node), shape: 'span' };
    case 'series':
      return { type: 'value', value: copiedSeries(node), shape: 'spans' };
    case 'log':
      return { type: 'value', value: node.log, shape: 'log' };
    case 'trace':
      return undefined;
  }
}

function valueContent({ name, value, isSecret, record }: ValueNode): CopyContent {
  if (isContainer(value)) return { type: 'value', value, isSecret, shape: record?.shape };
  if (record?.shape === 'time') return { type: 'text', text: String(toRecordJson(value, 'time')) };
  const key = typeof name === 'string' ? name : undefined;
  return { type: 'text', text: isLongText(value) ? value : String(value), key, isSecret };
}

function fieldContent({ value }: FieldNode, { summary }: DetailState, now: number): CopyContent | undefined {
  switch (value.type) {
    case 'text':
      return { type: 'text', text: value.text };
    case 'time':
      return { type: 'text', text: toIsoTime(value.at) };
    case 'status':
      return { type: 'text', text: statusPhrase(summary, now) };
    case 'duration':
    case 'queue-wait': {
      const ms = value.type === 'duration' ? elapsedMs(summary, now) : queueWaitMs(summary, now);
      return ms === undefined ? undefined : { type: 'text', text: `${ms}ms` };
    }
    case 'span':
      return { type: 'text', text: spanWords(value) };
    case 'absent':
      return undefined;
  }
}

type CopiedSpan = Span & { readonly steps?: readonly Step[] };

function copiedSpan({ trace, position, span }: Pick<SpanNode, 'trace' | 'position' | 'span'>): CopiedSpan {
  const steps = stepsOfSpan(trace, position);
  return steps.length === 0 ? span : { ...span, steps };
}

function copiedSeries({ trace, series }: Pick<SeriesNode, 'trace' | 'series'>): readonly CopiedSpan[] {
  return Array.from(series.items).flatMap(item => {
    const span = trace.spans[item];
    return span ? copiedSpan({ trace, position: item, span }) : [];
  });
}
