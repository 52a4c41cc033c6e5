import { failureFacts } from '../failure/failure-facts.ts';
import { knownError } from '../failure/summarize-failure.ts';
import { memo } from '../memo.ts';
import { isLazy, isPlainContainer, isSecretAt, memberOf } from '../payload/lazy/lazy-parts.ts';
import type { Run } from '../run.ts';
import { errorChain } from './describe-error.ts';
import { failingStep } from './failing-step.ts';
import { createMessageWords, type Leaf, leastScore, type MessageWords } from './message-words.ts';

/** A value of the input that an error names, by its path, its key or its text. */
export type NamedInput = Leaf & {
  /** Whether its name, or that of a parent, makes it a secret. */
  readonly isSecret: boolean;
  /** Set for the input of the failing step. */
  readonly isOfStep?: true;
};

/** `input.items.0.qty`, or `step.input.qty` in the failing step. */
export function nameOfInput({ path, isOfStep }: Pick<NamedInput, 'path' | 'isOfStep'>): string {
  return [...(isOfStep ? ['step'] : []), 'input', ...path].join('.');
}

const mostNamed = 3;
const longestMessage = 4_000;

/** The most certain first. */
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
  const byWords = leavesByWords(input, words)
    .sort((a, b) => b.score - a.score)
    .map(({ leaf }) => leaf);
  const leaves = [...namedPaths(input, words), ...byWords];
  const distinct = new Map(leaves.map(leaf => [JSON.stringify(leaf.path), leaf]));
  return [...distinct.values()]
    .slice(0, mostNamed)
    .map(leaf => ({ ...leaf, isSecret: isSecretAt(input, leaf.path) }));
}

/** A key in a message names every item of a list, so only items with an odd value count. */
function leavesByWords(input: unknown, words: MessageWords) {
  const leaves = leavesOf(input);
  const counts = new Map<unknown, number>();
  for (const { value } of leaves) counts.set(value, (counts.get(value) ?? 0) + 1);
  const named = leaves
    .map(leaf => ({ leaf, ...words.score(leaf, (counts.get(leaf.value) ?? 0) > 1) }))
    .filter(({ score }) => score >= leastScore);
  const columns = Map.groupBy(
    named.filter(({ hasValue }) => !hasValue).map(({ leaf }) => leaf),
    columnOf,
  );
  const byKey = new Set([...columns.values()].flatMap(oddOnes));
  return named.filter(({ leaf, hasValue }) => hasValue || byKey.has(leaf));
}

const mostPaths = 20;

/** Names that validators give to the whole input. */
const roots: ReadonlySet<string> = new Set(
  'input data body payload params args request req event root value $ instance'.split(' '),
);

/** Values at the paths in a message, or nothing at them if the message says so. */
function namedPaths(payload: unknown, { paths }: MessageWords): readonly Leaf[] {
  return paths
    .slice(0, mostPaths)
    .flatMap(({ segments, isMissing }) => resolve(payload, segments, isMissing) ?? []);
}

/** Looks a path up as it is, else without a name of the whole, such as `input`. */
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

/** Scalars in order, up to a limit; large parts of large payloads are left out. */
function leavesOf(payload: unknown): readonly Leaf[] {
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
/** Among fewer values, none is odd. */
const leastCompared = 3;

function isIndex(key: string): boolean {
  return /^\d+$/u.test(key);
}

/** `items.*.qty` of `items.3.qty`. */
function columnOf({ path }: Leaf): string {
  return JSON.stringify(path.map(key => (isIndex(key) ? '*' : key)));
}

/** The few leaves whose value differs from that of most others; all of a short list of mixed values. */
function oddOnes(column: readonly Leaf[]): readonly Leaf[] {
  if (column.length < leastCompared) return column;
  const byValue = [...Map.groupBy(column, ({ value }) => value).values()];
  const usual = byValue.find(({ length }) => length > column.length / 2);
  const others = usual ? column.filter(leaf => !usual.includes(leaf)) : column;
  return others.length <= mostOdd ? others : [];
}
