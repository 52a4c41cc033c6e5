import type { ComparisonWords } from '../../report/page/report-facts.ts';
import { durationMs, type Run, runAddress } from '../../run.ts';
import { statusLabel } from '../../status.ts';
import { formatDuration, toIsoTime } from '../../text/formats.ts';
import type { RunComparison } from '../run-comparison.ts';
import {
  comparisonSentence,
  learningText,
  matchedText,
  noiseText,
  unfinishedText,
} from './comparison-sentence.ts';
import { differenceText } from './difference-text.ts';
import { maskDifference } from './mask-difference.ts';

const mostListed = 100;

/** A comparison in words, for a text that is handed on. Its values are masked, the names in it are not. */
export function comparisonWords(comparison: RunComparison, now: number): ComparisonWords {
  const { a, b, first, differences, noise } = comparison;
  const about = [
    unfinishedText(comparison),
    matchedText(comparison),
    noise.length === 0 ? undefined : `${noiseText(comparison)} ${noise.length === 1 ? 'is' : 'are'} left out`,
    learningText(comparison),
  ];
  return {
    sentence: comparisonSentence({ ...comparison, first: first && maskDifference(first) }),
    runs: [toRunWords('a', a, now), toRunWords('b', b, now)],
    about: about.filter(line => line !== undefined),
    differences: differences.slice(0, mostListed).map(one => differenceText(maskDifference(one))),
    total: differences.length,
  };
}

function toRunWords(letter: string, run: Run, now: number): ComparisonWords['runs'][number] {
  const duration = durationMs(run, now);
  return {
    ...{ letter, address: runAddress(run), status: statusLabel(run, now), created: toIsoTime(run.createdAt) },
    duration: duration === undefined ? '' : formatDuration(duration),
  };
}
