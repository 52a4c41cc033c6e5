import { failureFacts } from '../failure/failure-facts.ts';
import { memo } from '../memo.ts';
import { isPlainContainer, isSecretAt, memberOf } from '../payload/lazy/lazy-parts.ts';
import type { Run } from '../run.ts';
import { errorChain } from './error-causes.ts';
import { failingStep } from './failing-step.ts';
import { type Leaf, leavesOf, withoutLikeLeaves } from './input-leaves.ts';
import { createMessageWords, type MessageWords } from './message-words.ts';

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
  const { error, errorSummary, input } = run;
  if (run.isLost || (!error && !errorSummary)) return [];
  const failed = error ?? { value: undefined, ...errorSummary };
  const text = errorChain(failed).join('\n').slice(0, longestMessage);
  const words = createMessageWords(text, failureFacts(failed).path);
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
