import { redactText } from '../../text/redact.ts';
import { isSecretMember } from '../../text/secrets/secret-member.ts';
import { type InputPath, inputAt, inputPaths, type WithInput } from '../tree/input-paths.ts';

const longestValue = 24;
const leastShared = 0.5;
/** More are numbered: all their values would have to be read for the first row. */
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
    const value = textAt(a ?? b, path);
    if (value === undefined || taken.has(value) || isSecret(a ?? b, path)) return undefined;
    taken.add(value);
    if (a && b && textAt(b, path) === value) shared += 1;
    labels.set(node, `${path.at(-1) ?? 'input'}=${value}`);
  }
  return shared >= leastShared * nodes.length ? labels : undefined;
}

/** A short value without spaces that does not look like a secret. */
function textAt(node: WithInput | undefined, path: InputPath): string | undefined {
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
