import { escapeText } from '../../report/markdown-note.ts';
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
import { differenceText } from './difference-text.ts';
import { maskDifference } from './mask-difference.ts';

const mostListed = 100;

/** A comparison for a bug report, its secrets masked. */
export function comparisonMarkdown(comparison: RunComparison, now: number): string {
  const { a, b, first, differences, noise } = comparison;
  const about = [
    unfinishedText(comparison),
    matchedText(comparison),
    noise.length === 0 ? undefined : `${noiseText(comparison)} ${noise.length === 1 ? 'is' : 'are'} left out`,
    learningText(comparison),
  ].filter(line => line !== undefined);
  const lines = [
    `# ${shown(`${a.name}: ${comparisonSentence({ ...comparison, first: first && maskDifference(first) })}`)}`,
    '',
    '| | run | status | created | duration |',
    '|---|---|---|---|---|',
    runRow('a', a, now),
    runRow('b', b, now),
    '',
    ...about.map(line => `${shown(line)}.`),
    ...listed(differences),
  ];
  return `${lines.join('\n')}\n`;
}

function runRow(letter: string, run: Run, now: number): string {
  const duration = durationMs(run, now);
  const cells = [
    ...[letter, runAddress(run), statusLabel(run, now), toIsoTime(run.createdAt)],
    duration === undefined ? '' : formatDuration(duration),
  ];
  return `| ${cells.map(shown).join(' | ')} |`;
}

function listed(differences: readonly Difference[]): readonly string[] {
  if (differences.length === 0) return [];
  const rest = differences.length - mostListed;
  return [
    '',
    '## Differences',
    '',
    ...differences.slice(0, mostListed).map(one => `- ${shown(differenceText(maskDifference(one)))}`),
    ...(rest > 0 ? ['', `and ${formatCount(rest)} more`] : []),
  ];
}

function shown(text: string): string {
  return escapeText(redactText(text).text);
}
