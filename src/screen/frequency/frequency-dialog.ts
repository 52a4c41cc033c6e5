import { type Outcomes, runsOf, type ValueCount } from '../../model/query/values/count-values.ts';
import { fieldName } from '../../model/query/values/value-fields.ts';
import { countOf, formatCount, formatShare, outOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText, truncateText } from '../../model/text/width.ts';
import { defineDialog, type Pressed, scrollKeys } from '../dialogs/define-dialog.ts';
import { cursorMark, markColumns, markedLine, type Theme } from '../paint/theme.ts';
import { dialogColumns } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { countValues } from './count-frequency.ts';
import { type FilterAct, filterByValue } from './filter-by-value.ts';
import {
  type CountProgress,
  changeOrder,
  createFrequency,
  type Frequency,
  frequencyRows,
  hasRates,
  moveCursor,
  nextOrder,
  orderOf,
  toggleStop,
  type ValueOrder,
} from './frequency.ts';

const widest = 150;

const orderWords = { rate: 'by failure rate', failed: 'by failures', runs: 'by runs' } as const;

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
        label: shown => orderWords[nextOrder(shown)],
        help: 'order by failure rate, by failures, or by runs',
        press: changeOrder,
      },
      {
        keys: ['p'],
        label: ({ progress }) => (progress.phase === 'stopped' ? 'continue' : 'stop'),
        help: 'stop counting, or continue',
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

function frequencyTitle({ field, rows }: Frequency): string {
  const values = rows.filter(({ value }) => value !== undefined).length;
  return `Frequency of ${safeLine(fieldName(field))}: ${countOf(values, 'value')}`;
}

function frequencyLines(state: State, frequency: Frequency, width: number, theme: Theme): readonly string[] {
  const { rows, index } = frequency;
  const height = frequencyRows(state.size);
  const top = Math.max(0, Math.min(index - Math.floor(height / 2), rows.length - height));
  const columns = columnsFor(frequency, width);
  const toLine = state.size.isLinear ? spokenRow : rowLine;
  const shown = rows
    .slice(top, top + height)
    .map((row, at) => toLine(row, top + at === index, columns, theme));
  const empty = frequency.progress.phase === 'counting' ? 'counting…' : 'there is no run to count';
  return [
    theme.dim(truncateText(listText(state, frequency), width)),
    truncateText(countText(frequency), width),
    ...(state.size.isLinear ? [] : [theme.dim(headings(columns))]),
    ...(rows.length === 0 ? [theme.dim(`  ${empty}`)] : shown),
  ];
}

function listText({ list }: State, frequency: Frequency): string {
  const kind = list.kind === 'both' ? '' : `kind:${list.kind}`;
  const { failed, ...others } = frequency.totals.runs;
  const isAllFailed = failed > 0 && others.active + others.others === 0;
  const note = isAllFailed ? 'all of these runs failed, so there is no failure rate' : '';
  const parts = [`in ${safeLine(list.view.label)}`, kind, safeLine(list.filterText), note];
  return [...parts, orderWords[orderOf(frequency)]].filter(Boolean).join(' · ');
}

function countText({ totals: { runs, unlisted }, progress }: Frequency): string {
  const counts = outcomes.map(outcome => `${outcomeSigns[outcome]} ${formatCount(runs[outcome])} ${outcome}`);
  const others = unlisted === 0 ? [] : [`${countOf(unlisted, 'run')} with further values`];
  return [...counts, progressText(progress), ...others].join('  ');
}

/** `counted 1,204`, `counting: searched 200 of 1,204`, `counted the newest 200 of 1,204 runs` (payloads). */
function progressText({ phase, read, total = read, isSample, listed }: CountProgress): string {
  const isAll = phase === 'done' || read === total;
  const verb = phase === 'done' ? 'counted' : `${phase}: searched`;
  if (!isSample) return `${verb} ${formatCount(read)}${isAll ? '' : ` of ${formatCount(total)}`}`;
  const all = listed === undefined ? 'runs alone' : `of ${countOf(listed, 'run')}`;
  const newest = `the newest ${formatCount(total)} ${all}`;
  return isAll ? `${verb} ${newest}` : `${verb} ${formatCount(read)} of ${newest}`;
}

type NumberColumn = {
  readonly title: string;
  readonly width: number;
  readonly text: (row: ValueCount) => string;
};

type Columns = {
  readonly label: number;
  readonly bar: number;
  readonly numbers: readonly NumberColumn[];
  readonly most: number;
};

const noRuns = '·';
const noShare = '–';

const leastNumber = 7;
const leastLabel = 8;
const leastBar = 4;
const wideFrom = 110;
const shareFrom = 64;

function columnsFor(frequency: Frequency, width: number): Columns {
  const numbers = numberColumns(frequency, width);
  const left = numbers.reduce((rest, column) => rest - column.width, width - markColumns - 1);
  const label = Math.max(leastLabel, Math.floor(left * 0.6));
  const most = Math.max(1, ...frequency.rows.map(runsOf));
  return { label, bar: Math.max(leastBar, left - label), numbers, most };
}

function numberColumns(frequency: Frequency, width: number): readonly NumberColumn[] {
  const { runs } = frequency.totals;
  const isWide = width >= wideFrom;
  const share = width < shareFrom ? [] : [shareColumn(orderOf(frequency), runs)];
  const count = (title: string, text: (row: ValueCount) => number): NumberColumn => ({
    title,
    width: Math.max(leastNumber, title.length + 1, formatCount(runsOf(runs)).length + 1),
    text: row => (text(row) === 0 ? noRuns : formatCount(text(row))),
  });
  const ended = [count('ACTIVE', ({ active }) => active), count('OTHERS', ({ others }) => others)];
  if (!hasRates(frequency)) {
    const all = isWide ? [count('RUNS', runsOf)] : [];
    return [count('FAILED', ({ failed }) => failed), ...ended, ...all, ...share];
  }
  return [...(isWide ? ended : []), ...rateColumns(runs), ...share];
}

function rateColumns(runs: Outcomes): readonly NumberColumn[] {
  const widest = outOf(runs.failed, runsOf(runs));
  return [
    {
      title: 'FAILED OF RUNS',
      width: Math.max(15, widest.length + 1),
      text: row => outOf(row.failed, runsOf(row)),
    },
    {
      title: 'FAILURE RATE',
      width: 13,
      text: row => (row.failed === 0 ? noShare : formatShare(row.failed, runsOf(row))),
    },
  ];
}

function shareColumn(order: ValueOrder, all: Outcomes): NumberColumn {
  const [title, part] =
    order === 'runs' ? ['OF ALL RUNS', runsOf] : ['OF ALL FAILED', ({ failed }: Outcomes) => failed];
  const text = (row: ValueCount): string => (part(row) === 0 ? noShare : formatShare(part(row), part(all)));
  return { title, width: title.length + 1, text };
}

function headings({ label, bar, numbers }: Columns): string {
  const cells = numbers.map(({ title, width }) => fitText(title, width, { align: 'end' }));
  return `${' '.repeat(markColumns)}${fitText('VALUE', label)} ${fitText('', bar)}${cells.join('')}`;
}

function rowLine(
  row: ValueCount,
  isSelected: boolean,
  { label, bar, numbers, most }: Columns,
  theme: Theme,
): string {
  const cells = numbers.map(({ text, width }) => fitText(text(row), width, { align: 'end' }));
  const name = fitText(nameOf(row), label);
  const chart = fitText(outcomeBar(row, most, bar), bar);
  const line = `${name} ${chart}${cells.join('')}`;
  return isSelected ? markedLine(line, theme) : `  ${line}`;
}

/** Says the title of each number, as a row is read without the headings. */
function spokenRow(row: ValueCount, isSelected: boolean, { numbers }: Columns): string {
  const words = numbers
    .filter(({ text }) => text(row) !== noRuns && text(row) !== noShare)
    .map(({ title, text }) => `${title.toLowerCase()} ${text(row)}`);
  return `${isSelected ? cursorMark : ' '} ${nameOf(row)}: ${words.join(', ')}`;
}

function nameOf({ value }: ValueCount): string {
  if (value === undefined) return 'none';
  const text = safeLine(value, { maxLength: 300 });
  return text.trim() === '' ? `"${text}"` : text;
}

const outcomeSigns = { failed: '█', active: '▒', others: '░' } as const;

const outcomes = ['failed', 'active', 'others'] as const;

/** `most`: the runs of a whole bar. Every outcome that occurs has at least one column. */
function outcomeBar(row: Outcomes, most: number, width: number): string {
  const length = Math.max(1, Math.round((runsOf(row) / most) * width));
  const parts = outcomes.filter(outcome => row[outcome] > 0);
  const cells = parts.map(outcome => Math.max(1, Math.round((row[outcome] / runsOf(row)) * length)));
  return parts
    .map((outcome, at) => outcomeSigns[outcome].repeat(cells[at] ?? 0))
    .join('')
    .slice(0, Math.max(parts.length, width));
}
