import { comparisonMarkdown } from '../../model/compare/text/comparison-markdown.ts';
import { redactText } from '../../model/text/redact.ts';
import { copyNotice } from '../copy/copy-notice.ts';
import { compareBox } from '../shell/layout.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { sentenceOf } from './compare-layout.ts';
import { compareRows, rowText } from './compare-rows.ts';

/** Copies the difference under the cursor in words, else the summary of the comparison. */
export function copyDifference(context: SessionContext): void {
  const state = context.getState();
  const { compare } = state;
  if (!compare?.comparison) return;
  const row = compareRows(compare, compareBox(state).width)[compare.cursor];
  const told = rowText(row, compare.reveal);
  const text = told ?? sentenceOf(compare);
  const { text: masked, hidden } = compare.reveal ? { text, hidden: 0 } : redactText(text);
  write(context, told === undefined ? 'what differs' : 'the difference', masked, hidden);
}

/** For a bug report, as `runlens diff -o markdown` writes it; always masked. */
export function copyComparison(context: SessionContext): void {
  const { compare, now } = context.getState();
  if (compare?.comparison) write(context, 'the comparison', comparisonMarkdown(compare.comparison, now), 0);
}

function write(
  { run, effects, dispatch }: SessionContext,
  label: string,
  text: string,
  hidden: number,
): void {
  run(async () => {
    const outcome = await effects.copy(text);
    dispatch({ type: 'noticed', text: copyNotice({ label, hidden }, outcome), tone: 'info' });
  });
}
