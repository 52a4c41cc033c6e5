import { redactText } from '../../text/redact.ts';
import { isSecretMember } from '../../text/secrets/secret-member.ts';
import type { DraftPair } from '../match/pair-trees.ts';
import { type InputPath, inputAt, inputPaths } from '../tree/input-paths.ts';
import type { RunNode } from '../tree/run-node.ts';

const longestValue = 24;
const leastShared = 0.5;
/** More are numbered: all their values would have to be read for the first row. */
const mostSiblings = 5_000;

const nodesAtOnce = 200;

/** Labels siblings of one name by what tells them apart; yields regularly. */
export function* labelSiblings(root: DraftPair): Generator<undefined, void> {
  let seen = 0;
  const open = [root];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const { children } = pair;
    for (const child of children) if (child.children.length > 0) open.push(child);
    if (children.length > 1) for (const nodes of Map.groupBy(children, nameOf).values()) label(nodes);
    seen += 1 + children.length;
    if (seen < nodesAtOnce) continue;
    seen = 0;
    yield;
  }
}

function nameOf({ a, b }: DraftPair): string {
  return (a ?? b)?.name ?? '';
}

/**
 * By the value of their input that tells them apart, such as `index=17`: one that each has once, and that at
 * least half of them have in both runs.
 */
function label(nodes: readonly DraftPair[]): void {
  const [first] = nodes;
  if (!first || nodes.length < 2 || nodes.length > mostSiblings) return;
  const ofA = findLabels(nodes, 'a', 'b');
  const ofB = ofA?.isShared ? ofA : findLabels(nodes, 'b', 'a');
  for (const [at, node] of nodes.entries()) {
    const labels = { a: ofA?.texts[at], b: ofB?.texts[at] };
    if (labels.a !== undefined || labels.b !== undefined) node.labels = labels;
  }
}

type Run = 'a' | 'b';

/** In the order of the nodes, and whether they are the same as told of the other run. */
type Labels = { readonly texts: readonly string[]; readonly isShared: boolean };

function findLabels(nodes: readonly DraftPair[], of: Run, other: Run): Labels | undefined {
  const [first] = nodes;
  for (const path of inputPaths(first?.[of] ?? first?.[other])) {
    const labels = labelsAt(nodes, path, of, other);
    if (labels) return labels;
  }
  return undefined;
}

function labelsAt(nodes: readonly DraftPair[], path: InputPath, of: Run, other: Run): Labels | undefined {
  const texts: string[] = [];
  const taken = new Set<string>();
  let shared = 0;
  let both = 0;
  for (const node of nodes) {
    const told = node[of] ?? node[other];
    const value = textAt(told, path);
    if (value === undefined || taken.has(value) || isSecret(told, path)) return undefined;
    taken.add(value);
    if (node[of] && node[other]) both += 1;
    if (node[of] && node[other] && textAt(node[other], path) === value) shared += 1;
    texts.push(`${path.at(-1) ?? 'input'}=${value}`);
  }
  return shared >= leastShared * nodes.length ? { texts, isShared: shared === both } : undefined;
}

/** A short value without spaces that does not look like a secret. */
function textAt(node: RunNode | undefined, path: InputPath): string | undefined {
  const value = inputAt(node, path);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > longestValue || !/^\S+$/u.test(value)) return undefined;
  return redactText(value).hidden === 0 ? value : undefined;
}

/** Below a key that is named as a secret is. */
function isSecret(node: RunNode | undefined, path: InputPath): boolean {
  return path.some((key, at) => {
    const container = inputAt(node, path.slice(0, at));
    return typeof container === 'object' && container !== null && isSecretMember(container, key);
  });
}
