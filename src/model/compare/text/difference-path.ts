import { memo } from '../../memo.ts';
import { formatPath } from '../../query/format.ts';
import { redactText } from '../../text/redact.ts';
import { isSecretMember } from '../../text/secrets/secret-keys.ts';
import type { Difference, PairedNode } from '../run-comparison.ts';
import { type InputPath, inputAt, inputPaths, type WithInput } from '../tree/input-paths.ts';

/** `input.items.0.qty`; in a step, `pipeline > charge: input.amount`. */
export function differencePath({ node, at, kind, is }: Difference): string {
  if (kind === 'missing-step' || kind === 'extra-step')
    return is === undefined ? nodePath(node) : namePath(node);
  const place = nodePath(node);
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

/** The path of all steps of a name below one: `pipeline > chunk`. */
function namePath(node: PairedNode): string {
  return [...(node.parent ? labelsTo(node.parent) : []), pairName(node)].join(' > ');
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

/** The name of a node; where siblings have the same, with a value of its input, or else its number. */
export function nodeLabel(node: PairedNode): string {
  const { parent } = node;
  const name = pairName(node);
  const siblings = parent && siblingsOf(parent).get(name);
  if (!siblings || siblings.nodes.length < 2) return name;
  siblings.labels ??= siblingValues(siblings.nodes) ?? numbersOf(siblings.nodes);
  return `${name} ${siblings.labels.get(node)}`;
}

const siblingsOf = memo((parent: PairedNode): ReadonlyMap<string, Siblings> => {
  const groups = [...Map.groupBy(parent.children, pairName)];
  const siblings = new Map(groups.map(([name, nodes]): [string, Siblings] => [name, { nodes }]));
  return siblings;
});

function numbersOf(nodes: readonly PairedNode[]): ReadonlyMap<PairedNode, string> {
  return new Map(nodes.map((node, at) => [node, `#${at + 1}`]));
}

export function pairName({ a, b }: PairedNode): string {
  return (a ?? b)?.name ?? '';
}

const longestValue = 24;
const leastShared = 0.5;
/** More siblings are numbered, because all their values would have to be read for the first row. */
const mostSiblings = 5_000;

/** A sibling in two runs, or twice the same. */
type Sides = { readonly a: WithInput | undefined; readonly b: WithInput | undefined };

/**
 * Labels of siblings of one name by the value of their input that tells them apart, such as `index=17`: one
 * that each has once, and that at least half of them have in both runs. `undefined` where there is none.
 */
export function siblingValues<Node extends Sides>(
  nodes: readonly Node[],
): ReadonlyMap<Node, string> | undefined {
  const [first] = nodes;
  if (nodes.length > mostSiblings) return undefined;
  for (const path of inputPaths(first?.a ?? first?.b)) {
    const labels = labelsAt(nodes, path);
    if (labels) return labels;
  }
  return undefined;
}

function labelsAt<Node extends Sides>(
  nodes: readonly Node[],
  path: InputPath,
): ReadonlyMap<Node, string> | undefined {
  const labels = new Map<Node, string>();
  const taken = new Set<string>();
  let shared = 0;
  for (const node of nodes) {
    const { a, b } = node;
    const value = labelTextAt(a ?? b, path);
    if (value === undefined || taken.has(value) || isSecret(a ?? b, path)) return undefined;
    taken.add(value);
    if (a && b && labelTextAt(b, path) === value) shared += 1;
    labels.set(node, `${path.at(-1) ?? 'input'}=${value}`);
  }
  return shared >= leastShared * nodes.length ? labels : undefined;
}

/** A short value without spaces that does not look like a secret. */
function labelTextAt(node: WithInput | undefined, path: InputPath): string | undefined {
  const value = inputAt(node, path);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > longestValue || !/^\S+$/u.test(value)) return undefined;
  return redactText(value).hidden === 0 ? value : undefined;
}

/** Below a key that is named as a secret is. */
function isSecret(node: WithInput | undefined, path: InputPath): boolean {
  return path.some((key, at) => {
    const container = inputAt(node, path.slice(0, at));
    return typeof container === 'object' && container !== null && isSecretMember(container, key);
  });
}
