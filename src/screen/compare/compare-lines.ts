import type { Difference, RunComparison } from '../../model/compare/run-comparison.ts';
import { unfinishedText } from '../../model/compare/text/comparison-sentence.ts';
import { withShortPath } from '../../model/compare/text/difference-path.ts';
import { countOf, formatAge, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import { joinPieces, type Paint, type Theme } from '../paint/theme.ts';
import { runLine } from '../run/run-line.ts';
import type { PaneSize } from '../shell/layout.ts';
import { type State, shownNow } from '../shell/state.ts';
import { type CompareRowContext, compareRowLine } from './compare-row.ts';
import { compareRows, differenceOf, rowText } from './compare-rows.ts';
import { areUnread, type CompareState, compareHeading } from './compare-state.ts';
import { placeOf } from './compare-tree.ts';
import {
  columnGap,
  compareColumns,
  inColumns,
  isUsualOfA,
  marginColumns,
  usualTitle,
} from './difference-cells.ts';
import { hasSecrets } from './value-detail.ts';

/** Exactly `height` lines. */
export function compareLines(state: State, { width, height }: PaneSize, theme: Theme): readonly string[] {
  const { compare, now } = state;
  if (!compare) return Array.from({ length: height }, () => '');
  const heading = compareHeading(compare, width, height);
  const indented = (text: string, paint: Paint) => joinPieces([{ text: `  ${text}`, paint }], width);
  const lines = [
    comparedRunLine('a', state, width, theme),
    comparedRunLine('b', state, width, theme),
    ...heading.sentence.map(text => indented(text, sentencePaint(compare, theme))),
    ...heading.hint.map(text => indented(text, theme.dim)),
    titlesLine(compare, width, theme),
  ];
  const body = bodyLines(compare, width, height - lines.length - 1, theme);
  return [...lines, ...body, footerLine(compare, now, width, theme)].slice(0, height);
}

/** As of the pause of updates, unless the runs were read after it. */
export function comparedRunLine(letter: 'a' | 'b', state: State, width: number, theme: Theme): string {
  const { compare } = state;
  if (!compare) return '';
  const label = theme.accent(` ${letter}`);
  const now = Math.max(shownNow(state), compare.comparison?.comparedAt ?? 0);
  const { [letter]: run, reveal } = compare;
  const why = letter === 'b' && width >= leastForWhy ? whyText(compare) : '';
  const room = width - 2 - displayWidth(why);
  if (run) return `${label}${runLine(run, room, now, theme, reveal)}${theme.dim(why)}`;
  return `${label}${joinPieces([{ text: ` ${missingText(compare)}`, paint: theme.dim }], width - 2)}`;
}

const leastForWhy = 76;

function whyText({ against, isOfMarked, a, b }: CompareState): string {
  if (against === 'success')
    return a && b && b.createdAt > a.createdAt ? '  (a later success)' : '  (last success before it)';
  return isOfMarked ? '  (chosen by mark)' : '';
}

function missingText(compare: CompareState): string {
  if (areUnread(compare)) return 'not read';
  return compare.error ? 'no run to compare with' : 'looking for the last success of this workflow…';
}

function sentencePaint({ error, comparison }: CompareState, theme: Theme): Paint {
  if (error) return theme.error;
  if (!comparison) return theme.dim;
  return comparison.first || comparison.isDifferentProgram ? theme.bold : theme.success;
}

function titlesLine({ comparison }: CompareState, width: number, theme: Theme): string {
  if (!comparison) return '';
  const columns = compareColumns(width);
  const gap = ' '.repeat(columnGap);
  const [was, is] = [fitText('WAS, IN b', columns.was), fitText('IS, IN a', columns.is)];
  const titles = [
    fitText('STEP · VALUE', columns.place),
    ...inColumns([was, is, fitText(usualTitle, columns.usual)], columns, isUsualOfA(comparison)),
  ];
  return theme.dim(`${' '.repeat(marginColumns)}${titles.join(gap)}`.trimEnd());
}

function bodyLines(compare: CompareState, width: number, height: number, theme: Theme): readonly string[] {
  const columns = compareColumns(width);
  const { reveal, comparison } = compare;
  const context: CompareRowContext = {
    ...{ width, columns, reveal, theme },
    first: comparison?.first ?? null,
    comparedAt: comparison?.comparedAt ?? 0,
    isUsualOfA: comparison !== undefined && isUsualOfA(comparison),
  };
  const lines = compareRows(compare, width)
    .slice(compare.top, compare.top + height)
    .map((row, index) => compareRowLine(row, compare.top + index === compare.cursor, context));
  while (lines.length < height) lines.push('');
  return lines;
}

function footerLine(compare: CompareState, now: number, width: number, theme: Theme): string {
  const { comparison, cursor, reveal } = compare;
  if (!comparison) return '';
  const row = compareRows(compare, width)[cursor];
  const difference = differenceOf(row);
  const isFirst = difference !== undefined && difference === comparison.first;
  const words = isFirst ? '' : (rowText(row, reveal) ?? '');
  const whole = safeLine(words, { reveal });
  const [long, short] = placeWords(compare, difference, comparison, now);
  const roomBeside = (right: string) => Math.max(0, width - 2 - footerGap - displayWidth(right));
  const right = displayWidth(whole) <= roomBeside(long) ? long : short;
  const isCut = displayWidth(whole) > roomBeside(right) && difference;
  const text = isCut ? safeLine(withShortPath(words, isCut.node), { reveal }) : whole;
  return joinPieces(
    [
      { text: ' ' },
      { text: fitText(text, roomBeside(right)) },
      { text: ' '.repeat(footerGap) },
      { text: right, paint: theme.dim },
    ],
    width,
  );
}

const footerGap = 2;

/** The age of a comparison from which it is shown; a run that goes on changes soon. */
const oldMs = { over: 60_000, unfinished: 5_000 };

/** `compared 2m ago · first divergence · 2 of 5 differences · 3 noise`, and in short `2m ago · 2 of 5`. */
function placeWords(
  { reveal }: CompareState,
  difference: Difference | undefined,
  comparison: RunComparison,
  now: number,
): readonly [long: string, short: string] {
  const place = difference && placeOf(difference);
  const { total } = comparison.root;
  const before = place === undefined ? '' : `${formatCount(place + 1)} of `;
  const noise = comparison.noise.length;
  const newest = unfinishedText(comparison) === undefined ? oldMs.over : oldMs.unfinished;
  const age = now - comparison.comparedAt < newest ? '' : formatAge(comparison.comparedAt, now);
  const words = [
    age === '' ? '' : `compared ${age}`,
    difference !== undefined && difference === comparison.first ? 'first divergence' : '',
    `${before}${countOf(total, 'difference')}`,
    noise > 0 ? `${formatCount(noise)} noise` : '',
    reveal && hasSecrets(comparison) ? 'secrets shown' : '',
  ];
  const few = [age, place === undefined ? '' : `${before}${formatCount(total)}`];
  return [words.filter(Boolean).join(' · '), few.filter(Boolean).join(' · ')];
}
