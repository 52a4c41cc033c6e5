import { mask } from './mask.ts';
import { maskAssignments, maskFlags } from './secret-assignments.ts';
import { isSecretKey } from './secret-keys.ts';
import { maskBlocks, maskShapes } from './secret-shapes.ts';

/** Matches some part of every secret that `redactText` masks, to skip all other texts quickly. */
const suspicious =
  /pass|pwd|secret|token|key|auth|cookie|credential|jwt|bearer|basic|connection.?string|resume.?url|api\/webhooks|eyJ|sk[-_]|[rp]k_|gh[opusr]_|github_pat|glpat-|npm_|hf_|xox|xapp-|shp|dop_|ya29|AIza|AKIA|ASIA|SG\.|:\/\/[^\s/]*@|[?&](?:sig|hmac|sas)|hooks\./i;

/** Masks the secrets in a text and counts them. A text that is too long to search is masked whole. */
export function redactText(text: string): { readonly text: string; readonly hidden: number } {
  if (!suspicious.test(text)) return { text, hidden: 0 };
  try {
    return maskSecrets(text);
  } catch (error) {
    // Regular expressions overflow their stack at about ten million characters.
    if (error instanceof RangeError) return { text: mask, hidden: 1 };
    throw error;
  }
}

function maskSecrets(text: string): { readonly text: string; readonly hidden: number } {
  let hidden = 0;
  const count = () => {
    hidden++;
  };
  const masked = maskFlags(maskAssignments(maskBlocks(text, count), count), count);
  return { text: maskShapes(masked, count), hidden };
}

/** Masks a primitive. `isSecret`: a container around it has a secret name, or `isSecretMember` is true. */
export function redactLeaf(
  key: string | undefined,
  value: unknown,
  isSecret = false,
): { readonly value: unknown; readonly hidden: number } {
  const isNamed = isSecret || (key !== undefined && isSecretKey(key));
  if (isNamed && isMaskable(key, value)) return { value: mask, hidden: 1 };
  if (typeof value !== 'string') return { value, hidden: 0 };
  const { text, hidden } = redactText(value);
  return { value: text, hidden };
}

/** Empty texts, booleans and `null` reveal nothing; neither does a number of passed tests. */
function isMaskable(key: string | undefined, value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value !== mask;
  return (typeof value === 'number' || typeof value === 'bigint') && key !== 'pass';
}

/** By the member's own name or the one beside it: `{"name": "Cookie", "value": …}`, `["Cookie", …]`. */
export function isSecretMember(parent: object, key: string): boolean {
  if (Array.isArray(parent)) {
    return parent.length === 2 && key === '1' && isSecretName(parent[0]);
  }
  if (isSecretKey(key)) return true;
  if (key !== 'value') return false;
  return ['name', 'key'].some(beside => isSecretName(Reflect.get(parent, beside)));
}

function isSecretName(word: unknown): boolean {
  return typeof word === 'string' && /^[\w.-]{1,100}$/.test(word) && isSecretKey(word);
}

type Frame = {
  readonly source: object;
  readonly keys: readonly string[];
  readonly isSecret: boolean;
  next: number;
  copy: object | undefined;
};

/** Masks and counts the secrets of a value of any depth, also with cycles. Copies only parts with secrets. */
export function redactValue(value: unknown): { readonly value: unknown; readonly hidden: number } {
  if (!isObject(value)) return redactLeaf(undefined, value);
  let hidden = 0;
  const stack = [toFrame(value, false)];
  const open = new Set<object>([value]);
  for (;;) {
    const frame = stack[stack.length - 1];
    if (frame === undefined) return { value, hidden };
    const key = frame.keys[frame.next++];
    if (key === undefined) {
      stack.pop();
      open.delete(frame.source);
      const parent = stack[stack.length - 1];
      if (parent === undefined) return { value: frame.copy ?? frame.source, hidden };
      if (frame.copy !== undefined) setMember(parent, parent.keys[parent.next - 1] ?? '', frame.copy);
      continue;
    }
    const member: unknown = Reflect.get(frame.source, key);
    const isSecret = frame.isSecret || isSecretMember(frame.source, key);
    if (isObject(member)) {
      if (open.has(member)) continue;
      open.add(member);
      stack.push(toFrame(member, isSecret));
      continue;
    }
    const leaf = redactLeaf(key, member, isSecret);
    hidden += leaf.hidden;
    if (leaf.hidden > 0) setMember(frame, key, leaf.value);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function toFrame(source: object, isSecret: boolean): Frame {
  return { source, keys: Object.keys(source), isSecret, next: 0, copy: undefined };
}

function setMember(frame: Frame, key: string, value: unknown): void {
  frame.copy ??= Array.isArray(frame.source) ? [...frame.source] : { ...frame.source };
  // A member named `__proto__` must stay a member.
  Object.defineProperty(frame.copy, key, { value, enumerable: true, writable: true, configurable: true });
}
