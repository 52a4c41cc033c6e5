import { isObject } from '../../is-record.ts';
import { memo } from '../../memo.ts';
import { formatPath } from '../../query/format.ts';
import { redactText } from '../../text/redact.ts';
import { isSecretMember } from '../../text/secrets/secret-keys.ts';
import type { Difference, PairedNode } from '../run-comparison.ts';
import { type InputPath, inputAt, inputPaths, type WithInput } from '../tree/input-paths.ts';

/** `input.items.0.qty`, or in a step `pipeline > charge: input.amount`. */
export function differencePath({ node, at, kind, is }: Difference): string {
  if (kind === 'missing-step' || kind === 'extra-step')
    return is === undefined ? nodePath(node) : namePath(node);
  const place = nodePath(node);
  const part = at.length > 0 ? partPath(at) : kind;
  return place === '' ? part : `${place}: ${part}`;
}

/** Attributes of spans are named without their container. */
export function partPath(at: Difference['at']): string {
  const [part, ...path] = at.map(String);
  if (part !== 'attributes') return formatPath([part ?? '', ...path]);
  return [path[0] ?? '', ...(path.length > 1 ? [formatPath(path.slice(1))] : [])].join('.');
}

/** `pipeline > chunk index=3`; empty for the run itself. */
export function nodePath(node: PairedNode): string {
  return labelsTo(node).join(' > ');
}

/** `pipeline > chunk`, for all steps of the name. */
function namePath(node: PairedNode): string {
  return [...(node.parent ? labelsTo(node.parent) : []), pairName(node)].join(' > ');
}

function labelsTo(node: PairedNode): readonly string[] {
  const labels: string[] = [];
  for (let at: PairedNode | undefined = node; at?.parent; at = at.parent) labels.push(nodeLabel(at));
  return labels.reverse();
}

/** Shortens the path at the start of a text to its first and last name. */
export function withShortPath(text: string, node: PairedNode): string {
  const labels = labelsTo(node);
  const path = labels.join(' > ');
  if (labels.length < 3 || !text.startsWith(path)) return text;
  return `${labels[0]} > … > ${labels.at(-1)}${text.slice(path.length)}`;
}

type Siblings = {
  readonly nodes: readonly PairedNode[];
  /** Tell the nodes apart; set on first use. */
  labels?: ReadonlyMap<PairedNode, string>;
};

/** The name; siblings of one name have a value of their input, or else their number. */
export function nodeLabel(node: PairedNode): string {
  const { parent } = node;
  const name = pairName(node);
  const siblings = parent && siblingsOf(parent).get(name);
  if (!siblings || siblings.nodes.length < 2) return name;
  siblings.labels ??=
    siblingValues(siblings.nodes) ?? new Map(siblings.nodes.map((sibling, at) => [sibling, `#${at + 1}`]));
  return `${name} ${siblings.labels.get(node)}`;
}

const siblingsOf = memo((parent: PairedNode): ReadonlyMap<string, Siblings> => {
  const groups = [...Map.groupBy(parent.children, pairName)];
  const siblings = new Map(groups.map(([name, nodes]): [string, Siblings] => [name, { nodes }]));
  return siblings;
});

export function pairName({ a, b }: PairedNode): string {
  return (a ?? b)?.name ?? '';
}

const longestValue = 24;
const leastShared = 0.5;
/** More siblings are numbered, since the first row would have to read all their values. */
const mostSiblings = 5_000;

/** A sibling in two runs; the same twice for a single run. */
type Sides = { readonly a: WithInput | undefined; readonly b: WithInput | undefined };

/** Labels such as `index=17`: a unique value of the input, which half of the siblings have in both runs. */
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

/** A short value without spaces that looks like no secret. */
function labelTextAt(node: WithInput | undefined, path: InputPath): string | undefined {
  const value = inputAt(node, path);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > longestValue || !/^\S+$/u.test(value)) return undefined;
  return redactText(value).hidden === 0 ? value : undefined;
}

/** Whether a key on the path names a secret. */
function isSecret(node: WithInput | undefined, path: InputPath): boolean {
  return path.some((key, at) => {
    const container = inputAt(node, path.slice(0, at));
    return isObject(container) && isSecretMember(container, key);
  });
}
