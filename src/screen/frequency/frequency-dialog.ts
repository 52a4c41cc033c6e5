import { type Outcomes, runsOf, type ValueCount } from '../../model/query/values/count-values.ts';
import { fieldName } from '../../model/query/values/value-fields.ts';
import { countOf, formatCount, formatShare } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import type { Pressed } from '../dialogs/dialog-keys.ts';
import { scrollKeys } from '../dialogs/scroller.ts';
import { markColumns, markedLine } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { dialogColumns } from '../shell/window-size.ts';
import { countValues } from './count-frequency.ts';
import { type FilterAct, filterByValue } from './filter-by-value.ts';
import {
  changeOrder,
  createFrequency,
  type Frequency,
  frequencyRows,
  moveCursor,
  toggleStop,
} from './frequency.ts';

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly frequency: Frequency;
  }
}

const widest = 150;

export const frequencyDialog = defineDialog<Frequency>({
  type: 'frequency',
  keys: {
    where: 'frequency',
    bindings: [
      {
        keys: ['enter', '='],
        label: 'filter',
        help: 'list the runs with the value',
        press: (shown, context) => filter(shown, 'filter', context),
      },
      {
        keys: ['-'],
        label: 'exclude',
        help: 'exclude the runs with the value, and count again',
        press: (shown, context) => filter(shown, 'exclude', context),
      },
      {
        keys: ['s'],
        label: ({ order }) => (order === 'failed' ? 'by runs' : 'by failures'),
        help: 'order by failures, or by runs',
        press: changeOrder,
      },
      {
        keys: ['p'],
        label: ({ progress }) => (progress.phase === 'stopped' ? 'go on' : 'stop'),
        help: 'stop counting, or go on',
        reason: ({ progress }) => (progress.phase === 'done' ? 'everything is counted' : undefined),
        press: toggleStop,
      },
      { keys: ['R'], help: 'count again', press: (shown, context) => countAgain(shown, shown.at, context) },
      { keys: ['escape', 'q', 'F'], label: 'close', help: 'close the frequency', press: () => undefined },
      ...scrollKeys<Frequency>(moveCursor, (_, size) => frequencyRows(size)),
    ],
  },
  lines: (shown, { state, theme }) => {
    const width = dialogColumns(state.size, widest);
    const title = theme.bold(frequencyTitle(shown));
    return { title, lines: frequencyLines(state, shown, width, theme), width };
  },
  work: countValues,
});

/** Counts the remaining runs again once a value is excluded. */
function filter(shown: Frequency, act: FilterAct, context: SessionContext): Pressed<Frequency> {
  const { field, rows, index } = shown;
  const row = rows[index];
  if (!row || !filterByValue(context, { field, value: row.value }, act)) return shown;
  return act === 'filter' ? undefined : countAgain(shown, undefined, context);
}

function countAgain(shown: Frequency, at: Frequency['at'], context: SessionContext): Frequency {
  frequencyDialog.open(context, createFrequency(shown.field, at, shown.order));
  return shown;
}

/** `Frequency of error: 12 values` */
function frequencyTitle({ field, rows }: Frequency): string {
  const values = rows.filter(({ value }) => value !== undefined).length;
  return `Frequency of ${safeLine(fieldName(field))}: ${countOf(values, 'value')}`;
}

/** What is counted and how far, the headings, and the rows around the cursor: as tall for every count. */
function frequencyLines(state: State, frequency: Frequency, width: number, theme: Theme): readonly string[] {
  const { rows, index } = frequency;
  const height = frequencyRows(state.size);
  const top = Math.max(0, Math.min(index - Math.floor(height / 2), rows.length - height));
  const columns = columnsFor(frequency, width);
  const shown = rows
    .slice(top, top + height)
    .map((row, at) => rowLine(row, top + at === index, frequency, columns, theme));
  const empty = rows.length === 0 ? [theme.dim(`  ${emptyText(frequency)}`)] : [];
  return [
    theme.dim(truncateText(listText(state), width)),
    truncateText(countText(frequency), width),
    theme.dim(headings(frequency, columns)),
    ...shown,
    ...empty,
  ];
}

function listText({ list }: State): string {
  const kind = list.kind === 'both' ? '' : `kind:${list.kind}`;
  return [`in ${safeLine(list.view.label)}`, kind, safeLine(list.filterText)].filter(Boolean).join(' · ');
}

function countText({ totals: { runs, untold }, progress }: Frequency): string {
  const { phase, read, total, isSample } = progress;
  const outcomes = (['failed', 'active', 'others'] as const).map(
    outcome => `${outcomeSigns[outcome]} ${formatCount(runs[outcome])} ${outcome}`,
  );
  const of = total === undefined || total === read ? '' : ` of ${formatCount(total)}`;
  const far = `${phase === 'done' ? 'counted' : `${phase}: searched`} ${formatCount(read)}${of}`;
  const sample = isSample ? ' newest runs, a sample' : '';
  const others = untold === 0 ? [] : [`${countOf(untold, 'run')} with further values`];
  return [...outcomes, `${far}${sample}`, ...others].join('  ');
}

function emptyText({ progress }: Frequency): string {
  return progress.phase === 'counting' ? 'counting…' : 'there is no run to count';
}

type Columns = {
  readonly label: number;
  readonly bar: number;
  readonly numbers: number;
  readonly isWide: boolean;
  /** The number of runs for which a bar has its whole width. */
  readonly most: number;
};

const shareColumns = 6;
const leastNumber = 7;
const wideFrom = 90;

function columnsFor({ rows, totals: { runs } }: Frequency, width: number): Columns {
  const numbers = Math.max(leastNumber, displayWidth(formatCount(runsOf(runs))) + 1);
  const isWide = width >= wideFrom;
  const left = width - markColumns - numbers * (isWide ? 4 : 3) - shareColumns - 2;
  const label = Math.max(8, Math.floor(left * (isWide ? 0.6 : 0.7)));
  const most = Math.max(1, ...rows.map(runsOf));
  return { label, bar: Math.max(4, left - label), numbers, isWide, most };
}

function headings({ order }: Frequency, { label, bar, numbers, isWide }: Columns): string {
  const words = ['FAILED', 'ACTIVE', 'OTHERS', ...(isWide ? ['RUNS'] : [])];
  const cells = words.map(word => fitText(word, numbers, { align: 'end' }));
  const share = fitText(order === 'failed' ? 'OF ✖' : 'SHARE', shareColumns, { align: 'end' });
  return `${' '.repeat(markColumns)}${fitText('VALUE', label)} ${fitText('', bar)} ${cells.join('')}${share}`;
}

function rowLine(
  row: ValueCount,
  isSelected: boolean,
  frequency: Frequency,
  { label, bar, numbers, isWide, most }: Columns,
  theme: Theme,
): string {
  const counts = [row.failed, row.active, row.others, ...(isWide ? [runsOf(row)] : [])];
  const cells = counts.map(count =>
    fitText(count === 0 ? '·' : formatCount(count), numbers, { align: 'end' }),
  );
  const name = fitText(
    row.value === undefined ? 'none' : quoteEmpty(safeLine(row.value, { maxLength: 300 })),
    label,
  );
  const share = fitText(shareOf(row, frequency), shareColumns, { align: 'end' });
  const chart = fitText(outcomeBar(row, most, bar), bar);
  const text = `${name} ${chart} ${cells.join('')}${share}`;
  return isSelected ? markedLine(text, theme) : `  ${text}`;
}

function quoteEmpty(text: string): string {
  return text.trim() === '' ? `"${text}"` : text;
}

/** The part of all failures, or of all runs: whichever the rows are ordered by. */
function shareOf(row: ValueCount, { order, totals: { runs } }: Frequency): string {
  const [part, whole] = order === 'failed' ? [row.failed, runs.failed] : [runsOf(row), runsOf(runs)];
  if (part === 0 || whole === 0) return '–';
  return formatShare(part / whole);
}

/** Told apart by their pattern, without colour. */
const outcomeSigns = { failed: '█', active: '▒', others: '░' } as const;

const outcomes = ['failed', 'active', 'others'] as const;

/** A bar of at most `width` columns for `most` runs; an outcome that a run had has a column. */
function outcomeBar(row: Outcomes, most: number, width: number): string {
  const length = Math.max(1, Math.round((runsOf(row) / most) * width));
  const parts = outcomes.filter(outcome => row[outcome] > 0);
  const cells = parts.map(outcome => Math.max(1, Math.round((row[outcome] / runsOf(row)) * length)));
  return parts
    .map((outcome, at) => outcomeSigns[outcome].repeat(cells[at] ?? 0))
    .join('')
    .slice(0, Math.max(parts.length, width));
}
