import type { PayloadRoot } from '../../model/query/query.ts';
import type { PathField } from '../../model/query/values/value-fields.ts';
import type { OutlineNode, ValueNode } from '../run/outline/outline-node.ts';
import { isContainer } from '../run/outline/payload-values.ts';
import { isMaskedWhole } from '../run/outline/text-lines.ts';
import type { ValueAt } from './value-at.ts';

/** The value in a payload to which the nodes lead: `input.plan:scale`. */
export function payloadValue(root: PayloadRoot, nodes: readonly OutlineNode[]): ValueAt {
  const values = nodes.filter(node => node.type === 'value');
  const node = values.at(-1);
  if (!node) return { reason: `go to a value of the ${root}` };
  const path = pathOf(values);
  if (path.length === 0) return { reason: `the ${root} is one value, and a filter needs the name of a key` };
  const field: PathField = { root, path };
  if (isMaskedWhole(node)) return { reason: 'this value is masked, and a filter would show it' };
  return { field, ...textOf(node), ...(typeof node.name === 'number' ? { isOneOfSeveral: true } : {}) };
}

/** An item of a list is found by the path of the list, wherever in the list it is. */
function pathOf(nodes: readonly ValueNode[]): readonly string[] {
  const names = nodes.flatMap(({ name }) => name ?? []).map(String);
  const isItem = typeof nodes.at(-1)?.name === 'number';
  return isItem && names.length > 1 ? names.slice(0, -1) : names;
}

function textOf(node: ValueNode): ValueAt {
  const { value } = node;
  if (isContainer(value)) return { reason: 'filters compare single values: go to one of these' };
  if (typeof value === 'object' && value !== null) return { reason: 'this text is too long for a filter' };
  return { value: String(value) };
}
