import { isPlainContainer, type Leaf, memberOf } from './input-leaves.ts';
import type { MessageWords } from './message-words.ts';

const mostPaths = 20;

/** `items[0].qty`, `input.items.0.qty`, `items["a b"]`, `/items/0/qty`. */
const dotted =
  /[\p{L}_$][\p{L}\p{N}_$-]{0,80}(?:\.[\p{L}\p{N}_$-]{1,80}|\[(?:\d{1,9}|"[^"\]\n]{1,80}"|'[^'\]\n]{1,80}')\]){1,12}/gu;
const pointer = /(?<![\w/.:])\/[\p{L}\p{N}_$~-]{1,80}(?:\/[\p{L}\p{N}_$~-]{1,80}){0,11}/gu;

/** What checks of data call the whole of it. */
const roots: ReadonlySet<string> = new Set(
  'input data body payload params args request req event root value $ instance'.split(' '),
);
const saysMissing = /\b(?:required|missing|undefined|expected|must)\b/iu;

/** The values at the paths in a message, also where the payload has nothing, if the message says so. */
export function namedPaths(payload: unknown, { text, path }: MessageWords): readonly Leaf[] {
  const told = [...text.matchAll(dotted)].map(([words]) => segmentsOf(words));
  const pointers = [...text.matchAll(pointer)].map(([words]) => words.slice(1).split('/').map(fromPointer));
  const ofError = path === undefined || path.includes('*') ? [] : [path.split('.')];
  return [...ofError, ...told, ...pointers]
    .slice(0, mostPaths)
    .flatMap(segments => resolve(payload, segments, saysMissing.test(text)) ?? []);
}

function segmentsOf(words: string): readonly string[] {
  return [...words.matchAll(/\[["']?(.+?)["']?\]|[^.[\]]+/gu)].map(([whole, item]) => item ?? whole);
}

function fromPointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** As the path is, else without the name of the whole. */
function resolve(payload: unknown, segments: readonly string[], isMissing: boolean): Leaf | undefined {
  const [first = '', ...rest] = segments;
  const whole = find(payload, segments, isMissing && segments.length > 1 && !roots.has(first));
  if (whole || !roots.has(first) || rest.length === 0) return whole;
  return find(payload, rest, isMissing);
}

function find(payload: unknown, path: readonly string[], isMissing: boolean): Leaf | undefined {
  let value = payload;
  for (const [index, key] of path.entries()) {
    if (!isPlainContainer(value)) return undefined;
    const isAbsent = isMissing && index === path.length - 1 && !Array.isArray(value);
    if (!Object.hasOwn(value, key) && !isAbsent) return undefined;
    value = memberOf(value, key);
  }
  return { path, value };
}
