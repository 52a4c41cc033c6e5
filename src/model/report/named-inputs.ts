import { failureFacts } from '../failure/failure-facts.ts';
import { knownError } from '../failure/summarize-failure.ts';
import { memo } from '../memo.ts';
import { isLazy, isPlainContainer, isSecretAt, memberOf } from '../payload/lazy/lazy-parts.ts';
import type { Run } from '../run.ts';
import { errorChain } from './describe-error.ts';
import { failingStep } from './failing-step.ts';
import { createMessageWords, type Leaf, leastScore, type MessageWords } from './message-words.ts';

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
  const leaves = leavesOf(input);
  const counts = new Map<unknown, number>();
  for (const { value } of leaves) counts.set(value, (counts.get(value) ?? 0) + 1);
  const named = leaves
    .map(leaf => ({ leaf, ...words.score(leaf, (counts.get(leaf.value) ?? 0) > 1) }))
    .filter(({ score }) => score >= leastScore);
  const byKey = withoutLikeLeaves(named.filter(({ hasValue }) => !hasValue).map(({ leaf }) => leaf));
  return named.filter(({ leaf, hasValue }) => hasValue || byKey.has(leaf));
}

const mostPaths = 20;

/** Names that validators give to the whole of the data. */
const roots: ReadonlySet<string> = new Set(
  'input data body payload params args request req event root value $ instance'.split(' '),
);

/** The values at the paths in a message, also where the payload has nothing, if the message says so. */
function namedPaths(payload: unknown, { paths }: MessageWords): readonly Leaf[] {
  return paths
    .slice(0, mostPaths)
    .flatMap(({ segments, isMissing }) => resolve(payload, segments, isMissing) ?? []);
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
    const isAbsent = isMissing && index === path.length - 1 && !Array.isArray(value) && !isIndex(key);
    if (!Object.hasOwn(value, key) && !isAbsent) return undefined;
    value = memberOf(value, key);
  }
  return { path, value };
}

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
function withoutLikeLeaves(leaves: readonly Leaf[]): ReadonlySet<Leaf> {
  const columns = Map.groupBy(leaves, columnOf);
  return new Set([...columns.values()].flatMap(oddOnes));
}

function isIndex(key: string): boolean {
  return /^\d+$/u.test(key);
}

/** `items.*.qty` of `items.3.qty`. */
function columnOf({ path }: Leaf): string {
  return JSON.stringify(path.map(key => (isIndex(key) ? '*' : key)));
}

function oddOnes(column: readonly Leaf[]): readonly Leaf[] {
  if (column.length < leastCompared) return column;
  const byValue = [...Map.groupBy(column, ({ value }) => value).values()];
  const usual = byValue.find(({ length }) => length > column.length / 2);
  const others = usual ? column.filter(leaf => !usual.includes(leaf)) : column;
  return others.length <= mostOdd ? others : [];
}
