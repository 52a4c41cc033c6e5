import type { Difference, RunComparison } from '../../model/compare/run-comparison.ts';
import {
  comparisonSentence,
  learningText,
  matchedText,
  noiseText,
  unfinishedText,
} from '../../model/compare/text/comparison-sentence.ts';
import { comparisonMarkdown, toComparisonJson } from '../../model/compare/text/comparison-words.ts';
import { differenceText } from '../../model/compare/text/difference-text.ts';
import { maskDifference } from '../../model/compare/text/mask-difference.ts';
import { durationMs, type Run, runAddress } from '../../model/run.ts';
import { statusInfo, statusLabel } from '../../model/status.ts';
import { countOf, formatAge, formatCount, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import type { Context } from '../context/context.ts';
import { printData } from './print-list.ts';
import { writeLines, writeNotice, writeOut } from './write.ts';

export const diffFormats = ['table', 'json', 'markdown'] as const;

export type DiffFormat = (typeof diffFormats)[number];

type Options = {
  readonly format: DiffFormat;
  readonly isMasked: boolean;
  readonly withNoise: boolean;
};

export async function printComparison(
  comparison: ComparedRuns,
  { format, isMasked, withNoise }: Options,
  context: Context,
): Promise<void> {
  const now = context.now();
  const { spansLeftOut, childRuns } = comparison;
  if (format === 'table') await writeLines(comparisonText(comparison, { now, withNoise }), context);
  else if (format === 'markdown') await writeOut(comparisonMarkdown(comparison, now), context);
  else {
    const json = { ...toComparisonJson(comparison, { now, isMasked, withNoise }), spansLeftOut, childRuns };
    const output = { format, isExplicit: true, redact: isMasked, header: true };
    await printData(json, output, context);
  }
  if (childRuns === 0) writeNotice('neither run started another one', context);
  if (spansLeftOut > 0)
    writeNotice(
      `${countOf(spansLeftOut, 'span was', 'spans were')} not compared: there are too many`,
      context,
    );
}

const mostLines = 100;

/** One sentence, both runs, then the differences in order; secrets masked. */
export function comparisonText(
  comparison: RunComparison,
  { now, withNoise }: { readonly now: number; readonly withNoise: boolean },
): readonly string[] {
  const { a, b, first, differences, noise } = comparison;
  const about = [unfinishedText(comparison), matchedText(comparison), learningText(comparison)];
  const lines = [
    comparisonSentence({ ...comparison, first: first && maskDifference(first) }),
    '',
    runLine('a', a, now),
    runLine('b', b, now),
    ...about.filter(line => line !== undefined),
    ...differenceLines(countOf(differences.length, 'difference'), differences),
    ...(noise.length === 0 ? [] : noiseLines(comparison, withNoise)),
  ];
  return lines.map(line => safeLine(line));
}

function runLine(letter: string, run: Run, now: number): string {
  const duration = durationMs(run, now);
  const words = [
    ...[letter, `${statusInfo[run.status].glyph} ${statusLabel(run, now)}`, run.name, runAddress(run)],
    ...[formatAge(run.createdAt, now), duration === undefined ? '' : formatDuration(duration)],
  ];
  return words.filter(Boolean).join('  ');
}

function noiseLines(comparison: RunComparison, isListed: boolean): readonly string[] {
  const { noise } = comparison;
  const title = `noise: ${noiseText(comparison)}`;
  return isListed ? differenceLines(title, noise) : ['', `${title} (--noise lists them)`];
}

function differenceLines(title: string, differences: readonly Difference[]): readonly string[] {
  if (differences.length === 0) return [];
  const shown = differences.slice(0, mostLines).map(one => `  ${differenceText(maskDifference(one))}`);
  const rest = differences.length - shown.length;
  const more = rest > 0 ? [`  and ${formatCount(rest)} more: -o json has all`] : [];
  return ['', title, ...shown, ...more];
}
