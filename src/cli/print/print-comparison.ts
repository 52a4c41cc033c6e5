import { toComparisonJson } from '../../model/compare/text/comparison-json.ts';
import { comparisonMarkdown } from '../../model/compare/text/comparison-markdown.ts';
import { countOf } from '../../model/text/formats.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import type { Context } from '../context/context.ts';
import { comparisonText } from './comparison-text.ts';
import { printData } from './print-list.ts';
import { writeLines, writeNotice, writeOut } from './write.ts';

export const diffFormats = ['table', 'json', 'markdown'] as const;

export type DiffFormat = (typeof diffFormats)[number];

type Options = {
  readonly format: DiffFormat;
  readonly isMasked: boolean;
  /** Whether to list what successes differ in, too. */
  readonly withNoise: boolean;
};

export async function printComparison(
  comparison: ComparedRuns,
  { format, isMasked, withNoise }: Options,
  context: Context,
): Promise<void> {
  const now = context.now();
  const { spansLeftOut } = comparison;
  if (format === 'table') await writeLines(comparisonText(comparison, { now, withNoise }), context);
  else if (format === 'markdown') await writeOut(comparisonMarkdown(comparison, now), context);
  else {
    const json = { ...toComparisonJson(comparison, { now, isMasked, withNoise }), spansLeftOut };
    const output = { format, isExplicit: true, redact: isMasked, header: true };
    await printData(json, output, context);
  }
  if (spansLeftOut > 0)
    writeNotice(`${countOf(spansLeftOut, 'span')} were not compared: there are too many`, context);
}
