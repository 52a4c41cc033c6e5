import type { Difference } from '../../model/compare/run-comparison.ts';
import {
  comparisonSentence,
  learningText,
  matchedText,
  noiseText,
  unfinishedText,
} from '../../model/compare/text/comparison-sentence.ts';
import { withShortPath } from '../../model/compare/text/difference-path.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { Against, ComparedRuns } from '../../operations/compare-runs.ts';
import { wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import { compareBox } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { type ComparedTexts, shownDifference } from './value-detail.ts';

export type CompareState = ComparedPair & {
  readonly openedFrom: 'table' | 'detail';
  /** Reports of any other request are out of date. */
  readonly request: object;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly error?: InspectorError;
  readonly comparison?: ComparedRuns;
  /** The comparison with its sides exchanged, once it was made. */
  readonly swapped?: ComparedRuns;
  readonly cursor: number;
  readonly top: number;
  /** Nodes, groups and differences whose folding is not the default. */
  readonly toggled: ReadonlySet<object>;
  /** Those unfolded to show a difference, which fold again when another one is shown. */
  readonly unfolded: readonly object[];
  readonly showsNoise: boolean;
  readonly reveal: boolean;
  readonly words: ReadonlyMap<Difference, ComparedTexts>;
};

export type ComparedPair = {
  readonly a: RunSummary;
  readonly against: Against;
  readonly b?: RunSummary;
  readonly isOfMarked?: true;
  readonly withChildren?: boolean;
};

/** Whether reading failed, not the search for a run to compare with. */
export function areUnread({ error }: Pick<CompareState, 'error'>): boolean {
  return error !== undefined && error.kind !== 'not-found';
}

export function isComparing({ screen, compare }: Pick<State, 'screen' | 'compare'>): boolean {
  return screen === 'compare' && compare !== undefined && !compare.comparison && !compare.error;
}

export function createCompare({
  a,
  b,
  against,
  isOfMarked,
  withChildren,
  request,
  openedFrom,
}: ComparedPair & Pick<CompareState, 'request' | 'openedFrom'>): CompareState {
  return {
    ...{ a, b, against, isOfMarked, withChildren, request, openedFrom },
    cursor: 0,
    top: 0,
    toggled: new Set(),
    unfolded: [],
    showsNoise: false,
    reveal: false,
    words: new Map(),
  };
}

declare module '../shell/state.ts' {
  interface State {
    readonly compare?: CompareState;
  }
  interface Actions {
    readonly compare: CompareAction;
  }
}

export type CompareAction =
  | ({ readonly type: 'compare-requested' } & Requested & ComparedPair)
  | { readonly type: 'compare-closed' }
  | ({ readonly type: 'compare-advanced' } & Requested & {
        readonly b?: RunSummary;
        readonly progress?: CompareState['progress'];
      })
  | { readonly type: 'compared-run-changed'; readonly run: 'a' | 'b'; readonly summary: RunSummary }
  | ({ readonly type: 'runs-compared' } & Requested & { readonly comparison: ComparedRuns })
  | ({ readonly type: 'compare-failed' } & Requested & { readonly error: InspectorError })
  | ({ readonly type: 'sides-swapped' } & Requested)
  | ({ readonly type: 'compare-repeated' } & Requested & Pick<ComparedPair, 'withChildren'>)
  | { readonly type: 'compare-cursor-moved'; readonly index: number }
  | { readonly type: 'compare-difference-reached'; readonly difference: Difference }
  /** Without `isOpen`, toggles the row. */
  | { readonly type: 'compare-row-folded'; readonly isOpen?: boolean }
  | { readonly type: 'compare-all-folded' }
  | { readonly type: 'noise-toggled' }
  | { readonly type: 'compare-secrets-toggled' }
  | ({ readonly type: 'texts-compared' } & Requested & {
        readonly difference: Difference;
        readonly texts: ComparedTexts;
      });

type Requested = Pick<CompareState, 'request'>;

type CompareHeading = { readonly sentence: readonly string[]; readonly hint: readonly string[] };

const runLines = 2;
const columnTitles = 1;
const footer = 1;
const mostSentenceLines = 3;
const mostOnSmall = 2;
const smallRows = 20;
const margin = 2;

export function compareHeading(compare: CompareState, width: number, height: number): CompareHeading {
  const room = Math.max(1, width - 2 * margin);
  const most = height < smallRows ? mostOnSmall : mostSentenceLines;
  const { error, reveal } = compare;
  if (error) {
    return {
      sentence: wrapAtMost(safeLine(error.message), room, most),
      hint: error.hint === undefined ? [] : wrapAtMost(safeLine(error.hint), room, most),
    };
  }
  const { comparison } = compare;
  const unfinished = unfinishedNow(compare);
  const shown = (text: string) => safeLine(text, { reveal });
  const sentence = sentenceOf(compare);
  const isCut = wrapText(shown(sentence), room).length > most && comparison?.first;
  return {
    sentence: wrapAtMost(shown(isCut ? withShortPath(sentence, isCut.node) : sentence), room, most),
    hint: unfinished === undefined ? [] : wrapText(`${unfinished}; ${keyOf('reload')} compares again`, room),
  };
}

function unfinishedNow(compare: CompareState): string | undefined {
  const { comparison } = compare;
  const changed = (['a', 'b'] as const).find(run => {
    const was = comparison?.[run];
    return was && isActive(was) && compare[run] && compare[run].status !== was.status;
  });
  if (!changed) return comparison && unfinishedText(comparison);
  const isOver = compare[changed] && !isActive(compare[changed]);
  return `run ${changed} has ${isOver ? 'ended' : 'changed'} since it was compared`;
}

export function sentenceOf({ comparison, progress, reveal }: CompareState): string {
  if (!comparison)
    return progress ? `comparing… ${progress.done} of ${countOf(progress.total, 'run')} read` : 'comparing…';
  const { first } = comparison;
  return comparisonSentence({ ...comparison, first: first && shownDifference(first, reveal) });
}

export function compareBodyRows(state: State): number {
  const { compare } = state;
  const { width, height } = compareBox(state);
  if (!compare) return height;
  const { sentence, hint } = compareHeading(compare, width, height);
  return Math.max(1, height - runLines - sentence.length - hint.length - columnTitles - footer);
}

const deepest = 12;
const step = 2;

export function indentOf(depth: number, width: number): number {
  return margin + step * Math.min(depth, deepest, Math.floor(width / 10));
}

export function compareNotes(comparison: ComparedRuns, showsNoise: boolean): readonly string[] {
  const { successes, failures, noise, spansLeftOut, childRuns } = comparison;
  const failuresText =
    failures.length === 0 ? '' : ` and ${countOf(failures.length, 'other failure')} of the same cause`;
  const [are, them] = noise.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const key = keyOf('noise');
  const toggle = showsNoise ? `${are} shown (${key} hides ${them})` : `${are} hidden (press ${key})`;
  return [
    matchedText(comparison),
    learningText(comparison) ?? `learned from ${countOf(successes.length, 'success')}${failuresText}`,
    childRuns === undefined ? undefined : childRunsText(childRuns),
    noise.length === 0 ? undefined : `${noiseText(comparison)} ${toggle}`,
    spansLeftOut === 0
      ? undefined
      : `${countOf(spansLeftOut, 'span was', 'spans were')} not compared: there are too many`,
  ].filter(note => note !== undefined);
}

function childRunsText(count: number): string {
  if (count === 0) return 'neither run started another one';
  return `${countOf(count, 'run')} that these two started ${count === 1 ? 'is' : 'are'} compared, too`;
}

export const firstSign = '»';

export const noiseSign = '·';

export const compareSigns: readonly { readonly sign: string; readonly help: string }[] = [
  { sign: firstSign, help: 'the first divergence' },
  { sign: '~', help: 'another value' },
  { sign: '!', help: 'another type, status or error' },
  { sign: '+ -', help: 'only in run a; only in run b' },
  { sign: '=', help: 'nothing differs' },
  {
    sign: noiseSign,
    help: 'noise: a value that varies between successes, or steps that differ only in such values',
  },
];
