import type { Dialog } from '../places/dialog.ts';
import { digits, toNumber } from '../places/numbers.ts';
import type { Screen } from '../places/screen.ts';
import type { Rule } from './rule.ts';

/** A part is no more than its whole, parts add up to it, and a percentage is that of its numbers. */
export const partsOfWholes: Rule = screen => [
  ...searched(screen),
  ...cursorPlace(screen),
  ...differencePlace(screen),
  ...(screen.dialog ? inDialog(screen.dialog) : []),
];

function searched({ list }: Screen): readonly string[] {
  return (list?.after ?? []).flatMap(line =>
    tooLarge(/^(?:[▌ ] *)?searched ([\d,]+) of ([\d,]+) · /u.exec(line)),
  );
}

function cursorPlace({ detail }: Screen): readonly string[] {
  return detail ? tooLarge(/(?:^| )([\d,]+)\/([\d,]+)$/u.exec(detail.footer)) : [];
}

function differencePlace({ compare = [] }: Screen): readonly string[] {
  return tooLarge(
    / {2}(?:first divergence · )?([\d,]+) of ([\d,]+)(?: differences?(?: · .*)?)?$/u.exec(
      (compare.at(-1) ?? '').trimEnd(),
    ),
  );
}

function tooLarge(match: RegExpExecArray | null): readonly string[] {
  const [, part, whole] = match ?? [];
  if (part === undefined || whole === undefined || toNumber(part) <= toNumber(whole)) return [];
  return [`${part} of ${whole} is more than all`];
}

function inDialog(dialog: Dialog): readonly string[] {
  return [...progress(dialog), ...question(dialog), ...frequency(dialog)];
}

/** `Canceling 4 runs`, `███░ 3 of 4`, `1 requested · 1 refused · 1 failed`. */
function progress({ title, lines }: Dialog): readonly string[] {
  const [bar = '', sums = ''] = lines;
  const [, known, all] = /^[█░]+ ([\d,]+) of ([\d,]+)$/u.exec(bar) ?? [];
  if (known === undefined || all === undefined) return [];
  const [, titled] = new RegExp(`(${digits}) runs?\\b`, 'u').exec(title) ?? [];
  const parts = sums
    .split(' · ')
    .map(
      part =>
        /^([\d,]+) (?:requested|started|refused|failed|without an answer)(?: to start)?$/u.exec(part)?.[1],
    );
  const sum = parts.reduce((total, part) => total + toNumber(part ?? '0'), 0);
  const filled = [...bar].filter(sign => sign === '█').length;
  const cells = [...bar].filter(sign => sign === '█' || sign === '░').length;
  return [
    ...(titled !== undefined && titled !== all ? [`the title is of ${titled} runs, the bar of ${all}`] : []),
    ...(sum > toNumber(known) ? [`${known} are known, the sums are of ${sum}`] : []),
    ...(filled === Math.floor((toNumber(known) / Math.max(1, toNumber(all))) * cells)
      ? []
      : [`the bar shows ${filled} of ${cells} for ${known} of ${all}`]),
  ];
}

/** `Cancel 1,240 runs?  1,240 running`; a count that is to be typed is the same. */
function question({ lines: [first = '', ...others] }: Dialog): readonly string[] {
  const [, asked, statuses = ''] =
    /^(?:Cancel|Kill|Run) ([\d,]+) runs(?: again)?\?(?: {2}(.*))?$/u.exec(first) ?? [];
  if (asked === undefined) return [];
  const parts = [...statuses.matchAll(/(?:^|, )([\d,]*\d) \D/gu)].map(([, count = '0']) => toNumber(count));
  const sum = parts.reduce((total, part) => total + part, 0);
  const [typed] = others.flatMap(line => /^type (\d+)[:,]/u.exec(line)?.[1] ?? []);
  return [
    ...(statuses !== '' && sum !== toNumber(asked)
      ? [`${asked} runs are asked about, their statuses are of ${sum}`]
      : []),
    ...(typed !== undefined && Number(typed) !== toNumber(asked)
      ? [`${asked} runs are asked about, ${typed} is to be typed`]
      : []),
  ];
}

const totals = new RegExp(
  `^█ (${digits}) failed {2}▒ (${digits}) active {2}░ (${digits}) others {2}(?:counted|\\w+: searched)(?: the newest)? (${digits})`,
  'u',
);

/** The outcomes add up to the runs that were counted, and so do those of each value. */
function frequency({ lines }: Dialog): readonly string[] {
  const [, counts = '', headings = '', ...rows] = lines;
  const found = totals.exec(counts)?.slice(1).map(toNumber);
  if (!found) return [];
  const [failed = 0, active = 0, others = 0, all = 0] = found;
  const rowFaults = rows.flatMap(row =>
    valueFaults(row, headings, { failed, all: failed + active + others }),
  );
  return failed + active + others === all
    ? rowFaults
    : [`${failed} + ${active} + ${others} are not the ${all} that were counted`, ...rowFaults];
}

type Totals = { readonly failed: number; readonly all: number };

/** The columns of numbers, from the right, each as a row has it. */
const cellPatterns: readonly (readonly [title: string, pattern: string])[] = [
  ['OF ALL FAILED', '(?<ofFailed>\\S+%|–)'],
  ['OF ALL RUNS', '(?<ofRuns>\\S+%|–)'],
  ['FAILURE RATE', '(?<rate>\\S+%|–)'],
  ['FAILED OF RUNS', '(?<failedOf>[\\d,]+) of (?<runsOf>[\\d,]+)'],
  ['RUNS', '(?<runs>[\\d,]+|·)'],
  ['OTHERS', '(?<others>[\\d,]+|·)'],
  ['ACTIVE', '(?<active>[\\d,]+|·)'],
  ['FAILED', '(?<failed>[\\d,]+|·)'],
];

function valueFaults(row: string, headings: string, totalOf: Totals): readonly string[] {
  const cells = cellsOf(row, headings);
  if (!cells) return [];
  const count = (name: string): number | undefined =>
    cells[name] === undefined ? undefined : toNumber(cells[name] === '·' ? '0' : cells[name]);
  const failed = count('failed') ?? count('failedOf') ?? 0;
  const known = count('runs') ?? count('runsOf');
  const [active, others] = [count('active'), count('others')];
  const sum = active === undefined || others === undefined ? undefined : failed + active + others;
  const runs = known ?? sum ?? 0;
  const shares = [
    ['rate', failed, runs],
    ['ofFailed', failed, totalOf.failed],
    ['ofRuns', runs, totalOf.all],
  ] as const;
  return [
    ...(known === undefined || sum === undefined || sum === known
      ? []
      : [`${failed} + ${active} + ${others} are not ${known}: ${row.trim()}`]),
    ...shares.flatMap(([name, part, whole]) =>
      cells[name] === undefined || cells[name] === shareOf(part, whole)
        ? []
        : [`${cells[name]} is not the share of ${part} in ${whole}: ${row.trim()}`],
    ),
  ];
}

function cellsOf(row: string, headings: string): Record<string, string> | undefined {
  const patterns: string[] = [];
  let left = headings.trimEnd();
  for (const [title, pattern] of cellPatterns) {
    if (!left.endsWith(` ${title}`)) continue;
    patterns.unshift(pattern);
    left = left.slice(0, -title.length).trimEnd();
  }
  return new RegExp(` +${patterns.join(' +')}$`, 'u').exec(row.trimEnd())?.groups;
}

function shareOf(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (percent < 0.1) return '<0.1%';
  if (percent < 9.95) return `${Math.round(percent * 10) / 10}%`;
  return percent >= 99.5 && part < whole ? '>99%' : `${Math.round(percent)}%`;
}
