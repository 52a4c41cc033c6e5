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
  return labelsTo(node).join(' > ');
}

function labelsTo(node: PairedNode): readonly string[] {
  const labels: string[] = [];
  for (let at: PairedNode | undefined = node; at?.parent; at = at.parent) labels.push(nodeLabel(at));
  return labels.reverse();
}

/** A text that begins with the path of a node, with the first and the last name of that alone. */
export function withShortPath(text: string, node: PairedNode): string {
  const labels = labelsTo(node);
  const path = labels.join(' > ');
  if (labels.length < 3 || !text.startsWith(path)) return text;
  return `${labels[0]} > … > ${labels.at(-1)}${text.slice(path.length)}`;
}

/** Children with one name. */
type Siblings = {
  readonly nodes: readonly PairedNode[];
  /** What tells them apart, once one of them is shown. */
  labels?: ReadonlyMap<PairedNode, string>;
};

const siblingsByParent = new WeakMap<PairedNode, ReadonlyMap<string, Siblings>>();

/** The name of a node; where siblings have the same, with a value of its input, or else its number. */
export function nodeLabel(node: PairedNode): string {
  const { parent } = node;
  const name = nameOf(node);
  const siblings = parent && siblingsOf(parent).get(name);
  if (!siblings || siblings.nodes.length < 2) return name;
  siblings.labels ??= siblingValues(siblings.nodes) ?? numbersOf(siblings.nodes);
  return `${name} ${siblings.labels.get(node)}`;
}

function siblingsOf(parent: PairedNode): ReadonlyMap<string, Siblings> {
  const known = siblingsByParent.get(parent);
  if (known) return known;
  const groups = [...Map.groupBy(parent.children, nameOf)];
  const siblings = new Map(groups.map(([name, nodes]): [string, Siblings] => [name, { nodes }]));
  siblingsByParent.set(parent, siblings);
  return siblings;
}

function numbersOf(nodes: readonly PairedNode[]): ReadonlyMap<PairedNode, string> {
  return new Map(nodes.map((node, at) => [node, `#${at + 1}`]));
}

function nameOf({ a, b }: PairedNode): string {
  return (a ?? b)?.name ?? '';
}
