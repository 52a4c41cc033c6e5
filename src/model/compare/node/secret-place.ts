import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { isSecretEntry } from '../../payload/lazy/secret-entry.ts';
import { isSecretMember } from '../../text/secrets/secret-member.ts';
import type { ValuePath } from '../payload/value-difference.ts';
import type { RunNode } from '../tree/run-node.ts';

/** Whether a place in a node's values is below a name of a secret. */
export function isSecretAt(node: RunNode, [part, ...path]: ValuePath): boolean {
  let at: unknown =
    part === 'attributes' ? node.span?.attributes : part === 'input' ? node.input : node.output;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return false;
    if (isSecretKeyOf(at, key)) return true;
    at = memberOf(at, key);
  }
  return false;
}

function isSecretKeyOf(container: object, key: string | number): boolean {
  if (!(container instanceof LazyContainer)) return isSecretMember(container, String(key));
  return isSecretEntry(container, container.indexOf(String(key)), String(key));
}

function memberOf(container: object, key: string | number): unknown {
  return container instanceof LazyContainer ? container.get(String(key)) : Reflect.get(container, key);
}
