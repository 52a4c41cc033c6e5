import { comparisonMarkdown } from '../../model/compare/text/comparison-markdown.ts';
import { noiseText } from '../../model/compare/text/comparison-sentence.ts';
import { redactText } from '../../model/text/redact.ts';
import { copyNotice } from '../copy/copy-notice.ts';
import type { Command } from '../shell/keymap.ts';
import { compareBox } from '../shell/layout.ts';
import type { Perform, SessionContext } from '../shell/session-context.ts';
import { isTooSmall } from '../shell/window-size.ts';
import { compareBodyRows, sentenceOf } from './compare-layout.ts';
import { compareRows, foldOf, nodeOf, rowText } from './compare-rows.ts';
import { noiseSign } from './compare-signs.ts';
import { compareNeighbor } from './open-compare.ts';
import { placeOfRow } from './place-of-row.ts';

/** The commands of the screen of two runs. */
export const compareCommands: Readonly<Partial<Record<Command, Perform>>> = {
  'move-down': moveBy(() => 1),
  'move-up': moveBy(() => -1),
  'half-down': moveBy(halfPage),
  'half-up': moveBy(context => -halfPage(context)),
  'page-down': moveBy(page),
  'page-up': moveBy(context => -page(context)),
  'move-top': ({ dispatch }) => dispatch({ type: 'compare-cursor-moved', index: 0 }),
  'move-bottom': ({ dispatch }) =>
    dispatch({ type: 'compare-cursor-moved', index: Number.POSITIVE_INFINITY }),
  'next-difference': context => goToNext(context, 1),
  'previous-difference': context => goToNext(context, -1),
  'step-in-trace': openInTrace,
  'next-run': context => compareNeighbor(context, 1),
  'previous-run': context => compareNeighbor(context, -1),
  open: fold(),
  fold: fold(),
  'fold-in': fold(false),
  'fold-out': fold(true),
  'fold-all': ({ dispatch }) => dispatch({ type: 'compare-all-folded' }),
  noise: toggleNoise,
  reveal: toggleSecrets,
  swap: ({ dispatch }) => dispatch({ type: 'sides-swapped', request: {} }),
  reload: ({ dispatch }) => dispatch({ type: 'compare-repeated', request: {} }),
  copy: copyDifference,
  'copy-comparison': copyMarkdown,
  back: goBack,
  leave: goBack,
};

function moveBy(rows: (context: SessionContext) => number): Perform {
  return context => {
    const index = (context.getState().compare?.cursor ?? 0) + rows(context);
    context.dispatch({ type: 'compare-cursor-moved', index });
  };
}

function page({ getState }: SessionContext): number {
  return compareBodyRows(getState());
}

function halfPage(context: SessionContext): number {
  return Math.max(1, Math.floor(page(context) / 2));
}

function fold(isOpen?: boolean): Perform {
  return ({ getState, dispatch }) => {
    const state = getState();
    const { compare } = state;
    const row = compare && compareRows(compare, compareBox(state).width)[compare.cursor];
    if (isOpen !== undefined || foldOf(row)) return dispatch({ type: 'compare-row-folded', isOpen });
    dispatch({ type: 'noticed', text: 'this row has nothing to unfold', tone: 'info' });
  };
}

/** Says what it did: what is shown now may be out of sight. */
function toggleNoise({ getState, dispatch }: SessionContext): void {
  const { compare } = getState();
  if (!compare?.comparison) return;
  dispatch({ type: 'noise-toggled' });
  const { length: count } = compare.comparison.noise;
  const now = compare.showsNoise ? 'hidden again' : `shown, marked ${noiseSign}`;
  const text = `${noiseText(compare.comparison)} ${count === 1 ? 'is' : 'are'} ${now}`;
  dispatch({ type: 'noticed', text, tone: 'info' });
}

/** Says what it did: the differences in sight may have none. */
function toggleSecrets({ getState, dispatch }: SessionContext): void {
  dispatch({ type: 'compare-secrets-toggled' });
  const text = getState().compare?.reveal ? 'secrets are shown' : 'secrets are masked';
  dispatch({ type: 'noticed', text, tone: 'info' });
}

/** From a row between two differences, the one after it or the one before. */
function goToNext({ getState, dispatch }: SessionContext, by: 1 | -1): void {
  const state = getState();
  const { compare } = state;
  if (!compare?.comparison) return;
  const { root, differences } = compare.comparison;
  const row = compareRows(compare, compareBox(state).width)[compare.cursor];
  const { place, isOwn } = placeOfRow(row, root);
  const next = differences[by > 0 && !isOwn ? place : place + by];
  if (next) return dispatch({ type: 'compare-difference-reached', difference: next });
  const text = by > 0 ? 'no difference below this one' : 'no difference above this one';
  dispatch({ type: 'noticed', text: root.total === 0 ? 'nothing differs' : text, tone: 'info' });
}

/** The step of the row in the trace of run `a`, or of run `b` where only that has it. */
function openInTrace({ getState, dispatch }: SessionContext): void {
  const state = getState();
  const { compare } = state;
  if (!compare?.comparison) return;
  const { a, b, root } = compare.comparison;
  const node = nodeOf(compareRows(compare, compareBox(state).width)[compare.cursor]) ?? root;
  const step = node.a ?? node.b;
  const spanId = step?.span?.id ?? step?.steps.at(-1)?.id;
  dispatch({ type: 'run-opened', summary: node.a ? a : b, inTrace: { spanId } });
}

/** What differs in the row under the cursor in words, else what the comparison found. */
function copyDifference(context: SessionContext): void {
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
function copyMarkdown(context: SessionContext): void {
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

/** Where nothing but the wanted size is shown, the key quits, as shown there. */
function goBack({ getState, dispatch, effects }: SessionContext): void {
  if (isTooSmall(getState().size)) return effects.quit(0);
  dispatch({ type: 'compare-closed' });
}
