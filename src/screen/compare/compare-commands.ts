import type { PairedNode } from '../../model/compare/run-comparison.ts';
import { noiseText } from '../../model/compare/text/comparison-sentence.ts';
import { comparisonMarkdown } from '../../model/compare/text/comparison-words.ts';
import type { RunSummary } from '../../model/run.ts';
import { redactText } from '../../model/text/redact.ts';
import { copyText } from '../copy/copy.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import { compareBox, isTooSmall } from '../shell/layout.ts';
import {
  backCommand,
  isOutdated,
  leaveCommand,
  moveCommands,
  sharedKey,
  stepByRows,
} from '../shell/shared-commands.ts';
import type { Perform, SessionContext, State } from '../shell/state.ts';
import { isFailedOrMarked } from '../table/picked-run.ts';
import { type CompareRow, compareRows, foldOf, nodeOf, placeOfRow, rowText } from './compare-rows.ts';
import { compareBodyRows, noiseSign, sentenceOf } from './compare-state.ts';
import { compareNeighbor, compareReason, openCompare } from './read-comparison.ts';
import { hasSecrets } from './value-detail.ts';

const where = ['compare'] as const;
const nothingToFold = 'there is nothing to fold or unfold here';
const understand = nameCommands({ where, group: 'Understand' });
const find = nameCommands({ where, group: 'Find', disabled: whyNotCompared });
const look = nameCommands({ where, group: 'Look' });
const act = nameCommands({ where, group: 'Act', disabled: whyNotCompared });
const compared = { where, disabled: whyNotCompared } as const;

export const compareCommands: readonly Command[] = [
  {
    ...understand('compare', 'd', 'compare', 'compare with the last success, or with a marked run'),
    where: ['table', 'detail'],
    waits: true,
    disabled: compareReason,
    hint: { when: isFailedOrMarked },
    run: openCompare,
  },
  {
    ...understand('swap', 'd', 'swap', 'swap run a and run b'),
    disabled: ({ compare }) => (compare?.b ? undefined : 'the other run is not known yet'),
    hint: {},
    run: ({ dispatch }) => dispatch({ type: 'sides-swapped', request: {} }),
  },
  ...moveCommands({
    where: 'compare',
    step: stepByRows({ pageRows: compareBodyRows, move }),
    top: ({ dispatch }) => dispatch({ type: 'compare-cursor-moved', index: 0 }),
    bottom: ({ dispatch }) => dispatch({ type: 'compare-cursor-moved', index: Number.POSITIVE_INFINITY }),
    hasRows: ({ compare }) => compare?.comparison !== undefined,
  }),
  { ...sharedKey('open'), ...compared, waits: true, run: fold() },
  backCommand({ where, run: goBack }),
  leaveCommand({ where, run: goBack }),
  {
    ...understand('step-in-trace', '3', 'trace', 'go to the step in the trace of its run; Esc comes back'),
    disabled: whyNotCompared,
    hint: { rank: 50 },
    run: openInTrace,
  },
  { ...sharedKey('previous-run'), where, run: context => compareNeighbor(context, -1) },
  { ...sharedKey('next-run'), where, run: context => compareNeighbor(context, 1) },
  {
    ...find('next-difference', 'n', 'next', 'the next difference of the two runs'),
    hint: { rank: 20, when: hasDifferences },
    run: context => goToNext(context, 1),
  },
  {
    ...find('previous-difference', 'N', 'previous', 'the previous difference of the two runs'),
    hint: { rank: 21, when: hasDifferences },
    run: context => goToNext(context, -1),
  },
  { ...sharedKey('fold'), ...compared, hint: { rank: 30 }, idle: nothingToFold, run: fold() },
  { ...sharedKey('fold-in'), ...compared, idle: 'there is nothing to fold here', run: fold(false) },
  { ...sharedKey('fold-out'), ...compared, idle: 'there is nothing to unfold here', run: fold(true) },
  {
    ...sharedKey('fold-all'),
    ...compared,
    idle: nothingToFold,
    run: ({ dispatch }) => dispatch({ type: 'compare-all-folded' }),
  },
  {
    ...look('noise', '.', 'noise', 'show or hide noise: values that vary between successes'),
    disabled: state => noNoiseReason(state) ?? whyNotCompared(state),
    hint: { rank: 60, label: ({ compare }) => (compare?.showsNoise ? 'hide noise' : undefined) },
    run: toggleNoise,
  },
  {
    ...look('child-runs', 'C', 'child runs', 'compare child runs, too, or leave them out again'),
    ...compared,
    isRare: true,
    run: toggleChildRuns,
  },
  {
    ...sharedKey('reveal'),
    where,
    hint: {
      rank: 65,
      when: ({ compare }) => compare?.comparison !== undefined && hasSecrets(compare.comparison),
      label: ({ compare }) => (compare?.reveal ? 'mask' : undefined),
    },
    run: toggleSecrets,
  },
  { ...sharedKey('copy'), ...compared, waits: true, hint: { rank: 70 }, run: copyDifference },
  {
    ...act('copy-comparison', 'Y', 'Markdown', 'copy the comparison as Markdown, for a bug report'),
    hint: {},
    run: copyComparison,
  },
  {
    ...sharedKey('reload'),
    where,
    hint: { rank: 80, when: state => isOutdated(state) || state.compare?.error !== undefined },
    run: ({ dispatch }) => dispatch({ type: 'compare-repeated', request: {} }),
  },
];

function whyNotCompared({ compare }: State): string | undefined {
  if (compare?.comparison) return undefined;
  return compare?.error ? 'these runs could not be compared' : 'the runs are still being compared';
}

function noNoiseReason({ compare }: State): string | undefined {
  const hasNone = compare?.comparison?.noise.length === 0;
  return hasNone ? 'nothing is hidden: no value was seen to vary between successes' : undefined;
}

function hasDifferences({ compare }: State): boolean {
  return compare?.comparison?.differences.length !== 0;
}

function move({ getState, dispatch }: SessionContext, by: number): void {
  dispatch({ type: 'compare-cursor-moved', index: (getState().compare?.cursor ?? 0) + by });
}

function fold(isOpen?: boolean): Perform {
  return ({ getState, dispatch, say }) => {
    if (isOpen !== undefined || foldOf(cursorRow(getState())))
      return dispatch({ type: 'compare-row-folded', isOpen });
    say('this row has nothing to unfold');
  };
}

function cursorRow(state: State): CompareRow | undefined {
  const { compare } = state;
  return compare && compareRows(compare, compareBox(state).width)[compare.cursor];
}

/** Says what it did, as the rows that appear may be out of sight. */
function toggleNoise({ getState, dispatch, say }: SessionContext): void {
  const { compare } = getState();
  if (!compare?.comparison) return;
  dispatch({ type: 'noise-toggled' });
  const { length: count } = compare.comparison.noise;
  const now = compare.showsNoise ? 'hidden again' : `shown, marked ${noiseSign}`;
  say(`${noiseText(compare.comparison)} ${count === 1 ? 'is' : 'are'} ${now}`);
}

/** Says what it did, as the rows in sight may have no secrets. */
function toggleSecrets({ getState, dispatch, say }: SessionContext): void {
  dispatch({ type: 'compare-secrets-toggled' });
  say(getState().compare?.reveal ? 'secrets are shown' : 'secrets are masked');
}

function goToNext({ getState, dispatch, say }: SessionContext, by: 1 | -1): void {
  const { comparison } = getState().compare ?? {};
  if (!comparison) return;
  const { root, differences } = comparison;
  const { place, isOwn } = placeOfRow(cursorRow(getState()), root);
  const next = differences[by > 0 && !isOwn ? place : place + by];
  if (next) return dispatch({ type: 'compare-difference-reached', difference: next });
  const text = by > 0 ? 'no difference below this one' : 'no difference above this one';
  say(root.total === 0 ? 'nothing differs' : text);
}

function openInTrace({ getState, dispatch }: SessionContext): void {
  const { comparison } = getState().compare ?? {};
  if (!comparison) return;
  const { a, b, root } = comparison;
  const node = nodeOf(cursorRow(getState())) ?? root;
  const side = node.a ? 'a' : 'b';
  const step = node[side];
  const spanId = step?.span?.id ?? step?.steps.at(-1)?.id;
  const summary = childRunOf(node, side) ?? (side === 'a' ? a : b);
  dispatch({ type: 'run-opened', summary, inTrace: { spanId } });
}

function childRunOf(node: PairedNode, side: 'a' | 'b'): RunSummary | undefined {
  for (let at: PairedNode | undefined = node; at; at = at.parent) {
    const childRun = at[side]?.childRun;
    if (childRun) return childRun;
  }
  return undefined;
}

function toggleChildRuns({ getState, dispatch, say }: SessionContext): void {
  const withChildren = getState().compare?.withChildren !== true;
  dispatch({ type: 'compare-repeated', request: {}, withChildren });
  say(withChildren ? 'comparing the runs that both started, too' : 'the runs that both started are left out');
}

/** A window that is too small says that `q` quits. */
function goBack({ getState, dispatch, effects }: SessionContext): void {
  if (isTooSmall(getState().size)) return effects.quit(0);
  dispatch({ type: 'compare-closed' });
}

function copyDifference(context: SessionContext): void {
  const { compare } = context.getState();
  if (!compare?.comparison) return;
  const difference = rowText(cursorRow(context.getState()), compare.reveal);
  const text = difference ?? sentenceOf(compare);
  const { text: masked, hidden } = compare.reveal ? { text, hidden: 0 } : redactText(text);
  copyText(context, masked, { label: difference === undefined ? 'what differs' : 'the difference', hidden });
}

/** Writes what `runlens diff -o markdown` writes; always masked. */
function copyComparison(context: SessionContext): void {
  const { compare, now } = context.getState();
  if (!compare?.comparison) return;
  copyText(context, comparisonMarkdown(compare.comparison, now), { label: 'the comparison', hidden: 0 });
}
