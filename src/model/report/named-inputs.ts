import { failureFacts } from '../failure/failure-facts.ts';
import { knownError } from '../failure/summarize-failure.ts';
import { memo } from '../memo.ts';
import { isLazy, isPlainContainer, isSecretAt, memberOf } from '../payload/lazy/lazy-parts.ts';
import type { Run } from '../run.ts';
import { errorChain } from './describe-error.ts';
import { failingStep } from './failing-step.ts';

/** A value of the input that an error's message names, by its path or its own text. */
export type NamedInput = Leaf & {
  /** Whether its name, or that of what it is in, makes it a secret. */
  readonly isSecret: boolean;
  /** Whether it was found in the input of the step that failed. */
  readonly isOfStep?: true;
};

/** `input.items.0.qty`; `step.input.qty` in the input of the step that failed. */
export function nameOfInput({ path, isOfStep }: Pick<NamedInput, 'path' | 'isOfStep'>): string {
  return [...(isOfStep ? ['step'] : []), 'input', ...path].join('.');
}

const mostNamed = 3;
const longestMessage = 4_000;
const namedByPath = 100;
const leastScore = 40;

/** The values of the input that the messages of a failed run name, the most certain first. */
export const namedInputs = memo(findNamed);

function findNamed(run: Run): readonly NamedInput[] {
  const { input } = run;
  const error = knownError(run);
  if (run.isLost || !error) return [];
  const text = errorChain(error).join('\n').slice(0, longestMessage);
  const words = createMessageWords(text, failureFacts(error).path);
  const ofRun = namedIn(input, words);
  if (ofRun.length > 0) return ofRun;
  return namedIn(failingStep(run)?.input, words).map(leaf => ({ ...leaf, isOfStep: true }));
}

function namedIn(input: unknown, words: MessageWords): readonly NamedInput[] {
  if (input === undefined) return [];
  const byPath = namedPaths(input, words).map(leaf => ({ leaf, score: namedByPath }));
  const byWords = leavesByWords(input, words);
  const seen = new Set<string>();
  return [...byPath, ...byWords.sort((a, b) => b.score - a.score)]
    .map(({ leaf }) => leaf)
    .filter(({ path }) => {
      const key = JSON.stringify(path);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })
    .slice(0, mostNamed)
    .map(leaf => ({ ...leaf, isSecret: isSecretAt(input, leaf.path) }));
}

/** A key that the message has is the key of every item of a list: only the value that differs is told. */
function leavesByWords(input: unknown, words: MessageWords) {
  const named = leavesOf(input).filter(leaf => words.score(leaf) >= leastScore);
  const byKey = withoutLikeLeaves(named.filter(leaf => !words.hasValue(leaf)));
  return [...named.filter(words.hasValue), ...byKey].map(leaf => ({ leaf, score: words.score(leaf) }));
}

const mostPaths = 20;

/** `items[0].qty`, `input.items.0.qty`, `items["a b"]`, `/items/0/qty`. */
const dotted =
  /[\p{L}_$][\p{L}\p{N}_$-]{0,80}(?:\.[\p{L}\p{N}_$-]{1,80}|\[(?:\d{1,9}|"[^"\]\n]{1,80}"|'[^'\]\n]{1,80}')\]){1,12}/gu;
const pointer = /(?<![\w/.:])\/[\p{L}\p{N}_$~-]{1,80}(?:\/[\p{L}\p{N}_$~-]{1,80}){0,11}/gu;

/** Names that validators give to the whole of the data. */
const roots: ReadonlySet<string> = new Set(
  'input data body payload params args request req event root value $ instance'.split(' '),
);
const saysMissing = /\b(?:required|missing|undefined|expected|must)\b/iu;

/** The values at the paths in a message, also where the payload has nothing, if the message says so. */
function namedPaths(payload: unknown, { text, path }: MessageWords): readonly Leaf[] {
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

/** Looks a path up as it is, else without a leading name of the whole, such as `input`. */
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

/** A value in a payload; `undefined` where the payload has nothing at the path. */
type Leaf = { readonly path: readonly string[]; readonly value: unknown };

const mostRead = 2_000;
const deepest = 8;

/** The single values in a payload, in order, up to a limit; large parts of large payloads are left out. */
export function leavesOf(payload: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const stack: Leaf[] = [{ path: [], value: payload }];
  let left = mostRead;
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, path } = next;
    if (!isPlainContainer(value)) {
      if (path.length > 0 && !isLazy(value)) leaves.push(next);
      continue;
    }
    const keys = path.length < deepest ? Object.keys(value).slice(0, left) : [];
    left -= keys.length;
    for (const key of keys.reverse()) stack.push({ path: [...path, key], value: memberOf(value, key) });
  }
  return leaves;
}

const mostOdd = 3;
/** With fewer values, none can be called the odd one. */
const leastCompared = 3;

/**
 * Leaves without those that are alike in the items of a list: of these, only the few are left that have
 * another value than most of the others, or all of a short list in which the values are mixed.
 */
function withoutLikeLeaves(leaves: readonly Leaf[]): readonly Leaf[] {
  const columns = Map.groupBy(leaves, columnOf);
  const kept = new Set([...columns.values()].flatMap(oddOnes));
  return leaves.filter(leaf => kept.has(leaf));
}

/** `items.*.qty` of `items.3.qty`. */
function columnOf({ path }: Leaf): string {
  return JSON.stringify(path.map(key => (/^\d+$/u.test(key) ? '*' : key)));
}

function oddOnes(column: readonly Leaf[]): readonly Leaf[] {
  if (column.length < leastCompared) return column;
  const byValue = [...Map.groupBy(column, ({ value }) => value).values()];
  const usual = byValue.find(({ length }) => length > column.length / 2);
  const others = usual ? column.filter(leaf => !usual.includes(leaf)) : column;
  return others.length <= mostOdd ? others : [];
}

/** What a message says, looked up by word. */
type MessageWords = {
  readonly text: string;
  /** Where in the data the error is, as its payload says. */
  readonly path?: string;
  /** How certainly the message names a value, from 0 to 99: by its text, its key, or both. */
  readonly score: (leaf: Leaf) => number;
  /** Whether the message has the text of a value, not only its key. */
  readonly hasValue: (leaf: Leaf) => boolean;
};

const quotedParts = /"([^"\n]{1,120})"|'([^'\n]{1,120})'|`([^`\n]{1,120})`|“([^”\n]{1,120})”/gu;
const longestValue = 200;
const shortestKey = 3;
const leastNumber = 100;
const certain = 80;
const likely = 60;
const byKey = 40;

/** Keys that messages use as ordinary words. */
const ordinary: ReadonlySet<string> = new Set(
  'code data error errors for from has input items item key list message name not null option path request response result state status text time timeout type url user value values with'.split(
    ' ',
  ),
);

function createMessageWords(text: string, path?: string): MessageWords {
  const quoted = new Set([...text.matchAll(quotedParts)].flatMap(parts => parts.slice(1).filter(Boolean)));
  const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu) ?? []);

  function scoreOfKey(key: string): number {
    if (/^\d+$/u.test(key)) return 0;
    if (quoted.has(key)) return likely;
    if (!words.has(key) || key.length < shortestKey) return 0;
    const isName = /[\p{Ll}\d]\p{Lu}|_/u.test(key);
    return isName ? likely : ordinary.has(key.toLowerCase()) ? 0 : byKey;
  }

  function scoreOfValue(value: unknown): number {
    if (typeof value === 'number' || typeof value === 'bigint') {
      return Math.abs(Number(value)) >= leastNumber && words.has(String(value)) ? likely : 0;
    }
    if (typeof value !== 'string' || value.length < 2 || value.length > longestValue) return 0;
    if (quoted.has(value)) return certain;
    const isTelling = value.length >= 6 || /\d/u.test(value) || /^\p{Lu}{3,}$/u.test(value);
    return value.length >= 3 && isTelling && hasWhole(text, value) ? likely : 0;
  }

  return {
    text,
    path,
    hasValue: ({ value }) => scoreOfValue(value) > 0,
    score: ({ path: keys, value }) => {
      const [ofKey, ofValue] = [scoreOfKey(keys.at(-1) ?? ''), scoreOfValue(value)];
      return Math.max(ofKey, ofValue) + (ofKey > 0 && ofValue > 0 ? byKey / 4 : 0);
    },
  };
}

/** Whether a text stands in another, not as a part of a longer word. */
function hasWhole(text: string, part: string): boolean {
  const isWordAt = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const isCutBefore = isWordAt(at) && isWordAt(at - 1);
    const end = at + part.length;
    if (!isCutBefore && !(isWordAt(end - 1) && isWordAt(end))) return true;
  }
  return false;
}
