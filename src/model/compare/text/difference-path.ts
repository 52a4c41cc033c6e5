import { formatPath } from '../../query/format.ts';
import type { Difference, PairedNode } from '../run-comparison.ts';
import { siblingValues } from './sibling-value.ts';

/** `input.items.0.qty`; in a step, `pipeline > charge: input.amount`. */
export function differencePath({ node, at, kind }: Difference): string {
  const place = nodePath(node);
  if (kind === 'missing-step' || kind === 'extra-step') return place;
  const part = at.length > 0 ? partPath(at) : kind;
  return place === '' ? part : `${place}: ${part}`;
}

/** Attributes of spans are known by their own names. */
export function partPath(at: Difference['at']): string {
  const [part, ...path] = at.map(String);
  if (part !== 'attributes') return formatPath([part ?? '', ...path]);
  return [path[0] ?? '', ...(path.length > 1 ? [formatPath(path.slice(1))] : [])].join('.');
}

/** The names from the run down to a node, `pipeline > chunk index=3`; empty for the run itself. */
export function nodePath(node: PairedNode): string {
  const labels: string[] = [];
  for (let at: PairedNode | undefined = node; at?.parent; at = at.parent) labels.push(nodeLabel(at));
  return labels.reverse().join(' > ');
}

const labelsOfChildren = new WeakMap<PairedNode, ReadonlyMap<PairedNode, string>>();

/** The name of a node; where siblings have the same, with a value of its input, or else its number. */
export function nodeLabel(node: PairedNode): string {
  const { parent } = node;
  if (!parent) return nameOf(node);
  const known = labelsOfChildren.get(parent) ?? labelChildren(parent);
  labelsOfChildren.set(parent, known);
  return known.get(node) ?? nameOf(node);
}

function labelChildren({ children }: PairedNode): ReadonlyMap<PairedNode, string> {
  const labels = new Map<PairedNode, string>();
  for (const [name, nodes] of Map.groupBy(children, nameOf)) {
    const values = nodes.length > 1 ? siblingValues(nodes) : undefined;
    for (const [at, node] of nodes.entries())
      labels.set(node, nodes.length > 1 ? `${name} ${values?.get(node) ?? `#${at + 1}`}` : name);
  }
  return labels;
}

function nameOf({ a, b }: PairedNode): string {
  return (a ?? b)?.name ?? '';
}
