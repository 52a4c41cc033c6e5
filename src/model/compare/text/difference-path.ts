import { formatPath } from '../../query/format.ts';
import type { Difference, PairedNode } from '../run-comparison.ts';

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

/** The numbers of children by their parent: each among those of its name, of which there are several. */
const numbersByParent = new WeakMap<PairedNode, ReadonlyMap<PairedNode, number>>();

/** The name of a node; where siblings have the same, with a value of its input, or else its number. */
export function nodeLabel(node: PairedNode): string {
  const { parent, labels } = node;
  const name = nameOf(node);
  if (labels?.a !== undefined) return `${name} ${labels.a}`;
  const number = parent && numbersOf(parent).get(node);
  return number === undefined ? name : `${name} #${number}`;
}

function numbersOf(parent: PairedNode): ReadonlyMap<PairedNode, number> {
  const known = numbersByParent.get(parent);
  if (known) return known;
  const numbers = new Map<PairedNode, number>();
  for (const nodes of Map.groupBy(parent.children, nameOf).values())
    if (nodes.length > 1) for (const [at, node] of nodes.entries()) numbers.set(node, at + 1);
  numbersByParent.set(parent, numbers);
  return numbers;
}

function nameOf({ a, b }: PairedNode): string {
  return (a ?? b)?.name ?? '';
}
