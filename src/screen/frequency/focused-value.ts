import { valuesIn } from '../../model/query/values/value-fields.ts';
import type { RunSummary } from '../../model/run.ts';
import type { DetailState } from '../run/detail-state.ts';
import { nodesAlong, rowAt } from '../run/outline/open-tree.ts';
import type { OutlineNode, ValueNode } from '../run/outline/outline-node.ts';
import { activePane } from '../run/panes.ts';
import { metadataValue } from './metadata-value.ts';
import { payloadValue } from './payload-value.ts';
import type { ValueAt } from './value-at.ts';

/** What is under the cursor of the detail, as a value that runs can be filtered by. */
export function focusedValue(detail: DetailState, now: number): ValueAt {
  const { root, cursor } = activePane(detail);
  const row = rowAt(root, cursor);
  const [first, ...others] = row ? nodesAlong(root, row.path) : [];
  return first ? valueUnderCursor(first, others, detail, now) : { reason: 'there is no value here' };
}

function valueUnderCursor(
  first: OutlineNode,
  others: readonly OutlineNode[],
  { summary }: DetailState,
  now: number,
): ValueAt {
  switch (first.type) {
    case 'field':
      return metadataValue(first.key, summary, now);
    case 'run-link':
      return { field: 'retryOf', value: first.key === 'again-of' ? summary.retryOf : summary.id };
    case 'usage':
      return usageValue(first.item);
    case 'steps':
      return stepValue(others.at(-1), summary);
    case 'span':
    case 'trace':
      return lastSpan([first, ...others], summary);
    case 'section':
      return sectionValue(first.key, others, { summary, now });
    default:
      return { reason: elsewhere };
  }
}

const elsewhere = 'filters look into the input and the output, not into this';
const ofStep = 'filters look into the input and the output of a run, not of its steps';

type Shown = { readonly summary: RunSummary; readonly now: number };

function sectionValue(key: string, others: readonly OutlineNode[], { summary, now }: Shown): ValueAt {
  const [next] = others;
  switch (key) {
    case 'input':
    case 'output':
      return payloadValue(key, others);
    case 'error':
      if (next?.type === 'value' && next.inputPath)
        return payloadValue('input', nodesOf(next, next.inputPath));
      return next?.type === 'section' && next.key !== 'stack'
        ? { reason: elsewhere }
        : errorValue(summary, now);
    case 'usage':
      return next?.type === 'usage' ? usageValue(next.item) : { reason: 'go to one of its lines' };
    default:
      return { reason: elsewhere };
  }
}

/** A value of the input that is shown elsewhere, as the nodes that lead to it there. */
function nodesOf(node: ValueNode, path: readonly string[]): readonly ValueNode[] {
  return path.map(key => ({ ...node, name: /^\d+$/u.test(key) ? Number(key) : key }));
}

/** The same as in a row of the table. */
function errorValue(summary: RunSummary, now: number): ValueAt {
  return { field: 'error', value: valuesIn('error', summary, now)[0] };
}

function usageValue({ kind, name }: { readonly kind: string; readonly name: string }): ValueAt {
  if (kind === 'model' || kind === 'service') return { field: kind, value: name };
  return { reason: 'filters know the models and services that a run used, not this' };
}

function stepValue(node: OutlineNode | undefined, summary: RunSummary): ValueAt {
  if (!node) return { field: 'step', reason: 'go to a step' };
  const name = node.type === 'step' ? node.attempts[0]?.name : undefined;
  return name === undefined ? { reason: ofStep } : stepOf(name, summary);
}

function lastSpan(nodes: readonly OutlineNode[], summary: RunSummary): ValueAt {
  const last = nodes.findLast(node => node.type === 'span');
  return last && nodes.at(-1) === last ? stepOf(last.span.name, summary) : { reason: elsewhere };
}

/** A row of the table knows the step that failed, and no other. */
function stepOf(name: string, { errorSummary }: RunSummary): ValueAt {
  if (name === errorSummary?.step) return { field: 'step', value: name };
  return { field: 'step', reason: 'a filter finds runs by the step that failed, and this one is not it' };
}
