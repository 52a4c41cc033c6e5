import { failureFacts } from '../../failure/failure-facts.ts';
import type { Run } from '../../run.ts';
import { failingStep } from '../failing-step.ts';
import { errorChain } from './error-chain.ts';
import { isSecretAt, type Leaf, leavesOf } from './input-leaves.ts';
import { createMessageWords, type MessageWords } from './message-words.ts';
import { namedPaths } from './named-paths.ts';
import { withoutLikeLeaves } from './odd-leaves.ts';

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

const known = new WeakMap<Run, readonly NamedInput[]>();

/** The values of the input that the messages of a failed run name, the most certain first. */
export function namedInputs(run: Run): readonly NamedInput[] {
  const found = known.get(run) ?? findNamed(run);
  known.set(run, found);
  return found;
}

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
