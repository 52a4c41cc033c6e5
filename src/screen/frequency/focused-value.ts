import { isSecretIn } from '../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { payloadKeys } from '../../model/query/payload-paths.ts';
import type { PayloadRoot } from '../../model/query/query.ts';
import {
  type FixedField,
  fieldName,
  fixedFields,
  type PathField,
  type ValueField,
  valuesIn,
} from '../../model/query/values/value-fields.ts';
import { toTerm } from '../../model/query/values/value-term.ts';
import type { RunSummary } from '../../model/run.ts';
import { runFields } from '../../model/run-fields.ts';
import { cutText } from '../../model/text/cut-text.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';
import { activePane, type DetailState } from '../run/detail-state.ts';
import { nodesAlong } from '../run/outline/open-tree.ts';
import type { OutlineNode, ValueNode } from '../run/outline/outline-node.ts';
import { isContainer } from '../run/outline/payload-values.ts';
import { isMaskedWhole } from '../run/outline/text-lines.ts';
import { cursorPath } from '../run/rows/pane.ts';
import type { ColumnId } from '../table/columns.ts';

export function focusedValue(detail: DetailState, now: number): ValueAt {
  const pane = activePane(detail);
  const [first, ...others] = nodesAlong(pane.root, cursorPath(pane));
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
      if (first.key === 'settled-by') return { field: 'id', value: summary.settled?.by };
      return { field: 'retryOf', value: first.key === 'retry-of' ? summary.retryOf : summary.id };
    case 'usage':
      return usageValue(first.item);
    case 'steps':
      return stepValue(others.at(-1), summary);
    case 'span':
    case 'series':
      return spanValue(others.at(-1) ?? first, summary);
    case 'section':
      return sectionValue(first.key, others, summary, now);
    default:
      return { reason: elsewhere };
  }
}

const elsewhere = 'filters look into the input and the output, not into this';
const ofStep = 'filters look into the input and the output of a run, not of its steps';

function sectionValue(
  key: string,
  others: readonly OutlineNode[],
  summary: RunSummary,
  now: number,
): ValueAt {
  const [next] = others;
  switch (key) {
    case 'input':
    case 'output':
      return payloadValue(key, others);
    case 'error':
      if (next?.type === 'value' && next.inputPath)
        return payloadValue('input', nodesOf(next, next.inputPath));
      if (next?.type === 'section' && next.key !== 'stack') return { reason: elsewhere };
      return { field: 'error', value: valuesIn('error', summary, now)[0] };
    case 'usage':
      return next?.type === 'usage' ? usageValue(next.item) : { reason: 'go to one of its lines' };
    default:
      return { reason: elsewhere };
  }
}

/** The nodes that would lead to a value in the input, which is shown elsewhere. */
function nodesOf(node: ValueNode, path: readonly string[]): readonly ValueNode[] {
  return path.map(key => ({ ...node, name: /^\d+$/u.test(key) ? Number(key) : key }));
}

function usageValue({ kind, name }: { readonly kind: string; readonly name: string }): ValueAt {
  if (kind === 'model' || kind === 'service') return { field: kind, value: name };
  return { reason: 'filters know the models and services that a run used, not this' };
}

function stepValue(node: OutlineNode | undefined, summary: RunSummary): ValueAt {
  if (!node) return { field: 'step', reason: 'go to a step' };
  return node.type === 'step' ? stepOf(node.attempts[0].name, summary) : { reason: ofStep };
}

function spanValue(node: OutlineNode, summary: RunSummary): ValueAt {
  return node.type === 'span' ? stepOf(node.span.name, summary) : { reason: elsewhere };
}

/** Filters know only the step that failed. */
function stepOf(name: string, { errorSummary }: RunSummary): ValueAt {
  if (name === errorSummary?.step) return { field: 'step', value: name };
  return { field: 'step', reason: 'a filter finds runs by the step that failed, and this one is not it' };
}

export type ValueAt = {
  /** Absent if filters have no field for it. */
  readonly field?: ValueField;
  readonly value?: string;
  readonly isOneOfSeveral?: true;
  /** Why no filter finds the runs with the value. */
  readonly reason?: string;
};

export type RowValue = ValueAt & { readonly name: string };

/** Fields whose missing values are worth finding. */
const oftenAbsent: ReadonlySet<string> = new Set(['actor', 'project', 'error']);

/** The values of fields that filters know, then those of columns that they do not. */
export function rowValues(run: RunSummary, columns: readonly ColumnId[], now: number): readonly RowValue[] {
  const known = fixedFields.flatMap((field): readonly RowValue[] => {
    const values = valuesIn(field, run, now);
    const name = fieldName(field);
    if (field === 'message' && values[0] === valuesIn('error', run, now)[0]) return [];
    if (values.length === 0) return oftenAbsent.has(field) ? [{ name, field }] : [];
    return values.map(value => {
      const term = toTerm(field, value, { now });
      return { name, field, value, reason: 'reason' in term ? term.reason : undefined };
    });
  });
  const others = (['attempt', 'target'] as const).flatMap(name => {
    const value = run[name]?.toString();
    return value === undefined || !columns.includes(name) ? [] : [{ name, value, reason: noField[name] }];
  });
  return [...known, ...others];
}

const noField = {
  attempt: 'the filter has no field for attempts',
  target: 'the filter has no field for targets: open that target alone',
  parent: 'the filter has no field for parent runs',
  time: 'the filter has no field for this time: since, until and started are others',
} as const;

const fields: Readonly<Record<string, FixedField>> = {
  ...Object.fromEntries(
    Object.values(runFields).flatMap(info =>
      'label' in info && 'filter' in info ? [[info.label, info.filter]] : [],
    ),
  ),
  Kind: 'type',
  Workflow: 'workflow',
  Agent: 'workflow',
  Status: 'status',
  Trigger: 'trigger',
  Created: 'day',
  Started: 'started',
  Duration: 'duration',
};

const reasons: Readonly<Record<string, string>> = {
  Target: noField.target,
  Attempt: noField.attempt,
  'Parent run': noField.parent,
};

function metadataValue(label: string, run: RunSummary, now: number): ValueAt {
  if (label === 'Trigger, raw') return { field: 'trigger', value: run.trigger.raw || undefined };
  if (label === 'Run again as') return { field: 'retryOf', value: run.id };
  if (label === 'Status, raw') return { field: 'status', value: run.statusRaw };
  const field = fields[label];
  if (field === undefined) return { reason: reasons[label] ?? noField.time };
  const [value, ...others] = valuesIn(field, run, now);
  if (others.length === 0) return { field, value };
  return { field, reason: `it has ${others.length + 1}: the table offers each of them` };
}

function payloadValue(root: PayloadRoot, nodes: readonly OutlineNode[]): ValueAt {
  const values = nodes.filter(node => node.type === 'value');
  const node = values.at(-1);
  if (!node) return { reason: `go to a value of the ${root}` };
  const path = pathOf(values);
  if (path.length === 0) return { reason: `the ${root} is one value, and a filter needs the name of a key` };
  const field: PathField = { root, path };
  if (isMaskedWhole(node)) return { reason: 'this value is masked, and a filter would show it' };
  return { field, ...singleValue(node), ...(typeof node.name === 'number' ? { isOneOfSeveral: true } : {}) };
}

/** A filter finds an item by the path of its list, wherever in the list it is. */
function pathOf(nodes: readonly ValueNode[]): readonly string[] {
  const names = nodes.flatMap(({ name }) => name ?? []).map(String);
  const isItem = typeof nodes.at(-1)?.name === 'number';
  return isItem && names.length > 1 ? names.slice(0, -1) : names;
}

function singleValue(node: ValueNode): ValueAt {
  const { value } = node;
  if (isContainer(value)) return { reason: 'filters compare single values: go to one of these' };
  if (typeof value === 'object' && value !== null) return { reason: 'this text is too long for a filter' };
  return { value: String(value) };
}

const mostFields = 60;

export function payloadFields(root: PayloadRoot, payload: unknown): readonly RowValue[] {
  return payloadKeys(payload)
    .flatMap((path): readonly RowValue[] => {
      const field: PathField = { root, path };
      const [value] = payloadTexts(payload, path);
      return value === mask ? [] : [{ name: fieldName(field), field, value }];
    })
    .slice(0, mostFields);
}

const longest = 300;
const mostItems = 100;

/** The values at a path that a filter compares: several for a list. */
export function payloadTexts(payload: unknown, path: readonly string[]): readonly string[] {
  let value = payload;
  for (const key of path) {
    if (isSecretAt(value, key)) return [mask];
    value = memberAt(value, key);
  }
  const list = value;
  const texts = itemsOf(list).flatMap((item, at) => (isSecretAt(list, String(at)) ? mask : itemText(item)));
  return [...new Set(texts)];
}

/** A name beside a value may make it a secret in one run alone. */
function isSecretAt(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && isSecretIn(value, key);
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, mostItems);
  if (!(value instanceof LazyContainer) || !value.isList) return [value];
  return Array.from({ length: Math.min(mostItems, value.size) }, (_, index) => value.at(index));
}

function memberAt(value: unknown, key: string): unknown {
  if (value instanceof LazyContainer) {
    const index = value.isList ? Number(key) : value.indexOf(key);
    return index >= 0 && index < value.size ? value.at(index) : undefined;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function itemText(value: unknown): readonly string[] {
  if (value instanceof LazyText) return [cutText(value, longest)];
  if (value === undefined || (typeof value === 'object' && value !== null)) return [];
  return [cutText(String(value), longest)];
}
