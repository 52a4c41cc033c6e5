import { withWholeValues } from '../../payload/lazy/lazy-parts.ts';
import { escapeText } from '../../report/markdown-note.ts';
import type { ComparisonWords } from '../../report/page/report-facts.ts';
import { toSummaryJson } from '../../report/run-json.ts';
import { durationMs, type Run, runAddress } from '../../run.ts';
import { statusLabel } from '../../status.ts';
import { formatCount, formatDuration, toIsoTime } from '../../text/formats.ts';
import { redactText } from '../../text/redact.ts';
import type { Difference, RunComparison } from '../run-comparison.ts';
import {
  comparisonSentence,
  learningText,
  matchedText,
  noiseText,
  unfinishedText,
} from './comparison-sentence.ts';
import { differencePath } from './difference-path.ts';
import { differenceText } from './difference-text.ts';
import { maskDifference } from './mask-difference.ts';

const mostListed = 100;

/** Masks values, but no names. */
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

/** A note for a bug report, with secrets masked. */
export function comparisonMarkdown(comparison: RunComparison, now: number): string {
  const { sentence, runs, about, differences, total } = comparisonWords(comparison, now);
  const rows = runs.map(({ letter, address, status, created, duration }) =>
    [letter, address, status, created, duration].map(shown).join(' | '),
  );
  const lines = [
    `# ${shown(`${comparison.a.name}: ${sentence}`)}`,
    '',
    '| | run | status | created | duration |',
    '|---|---|---|---|---|',
    ...rows.map(row => `| ${row} |`),
    '',
    ...about.map(line => `${shown(line)}.`),
    ...listed(differences, total),
  ];
  return `${lines.join('\n')}\n`;
}

function listed(differences: readonly string[], total: number): readonly string[] {
  if (total === 0) return [];
  const rest = total - differences.length;
  return [
    '',
    '## Differences',
    '',
    ...differences.map(line => `- ${shown(line)}`),
    ...(rest > 0 ? ['', `and ${formatCount(rest)} more`] : []),
  ];
}

function shown(text: string): string {
  return escapeText(redactText(text).text);
}

type Options = { readonly now: number; readonly isMasked: boolean; readonly withNoise: boolean };

/** As the command prints it. */
export function toComparisonJson(comparison: RunComparison, { now, isMasked, withNoise }: Options) {
  const { a, b, matchedShare, isDifferentProgram, first, differences, noise, successes, failures } =
    comparison;
  const toJson = (one: Difference) => toDifferenceJson(isMasked ? maskDifference(one) : one);
  return {
    a: toSummaryJson(a, now),
    b: toSummaryJson(b, now),
    matchedShare,
    isDifferentProgram,
    text: comparisonSentence({ ...comparison, first: first && isMasked ? maskDifference(first) : first }),
    first: first && toJson(first),
    differences: differences.map(toJson),
    noiseCount: noise.length,
    noise: withNoise ? noise.map(toJson) : undefined,
    successes: successes.map(runAddress),
    failures: failures.map(runAddress),
  };
}

function toDifferenceJson(difference: Difference) {
  const { kind, was, is, rest, usual } = difference;
  return {
    kind,
    path: differencePath(difference),
    text: differenceText(difference),
    ...(rest === undefined ? { was: withWholeValues(was), is: withWholeValues(is) } : { rest }),
    usual: { count: usual.count, of: usual.of, range: usual.range, values: usual.values },
    split: usual.split,
  };
}
