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
  `^█ (${digits}) failed {2}▒ (${digits}) active {2}░ (${digits}) others {2}(?:counted|\\w+: searched) (${digits})`,
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

function valueFaults(row: string, headings: string, totalOf: Totals): readonly string[] {
  const hasRuns = headings.includes(' RUNS');
  const pattern = / +([\d,]+|·) +([\d,]+|·) +([\d,]+|·)(?: +([\d,]+|·))? +(\d+%|<1%|–)$/u;
  const [, ...texts] = pattern.exec(row) ?? [];
  const cells = texts.slice(0, hasRuns ? 4 : 3).map(text => toNumber(text === '·' ? '0' : (text ?? '0')));
  const [failed = 0, active = 0, others = 0, runs = failed + active + others] = cells;
  if (texts.length === 0 || (hasRuns && texts[3] === undefined)) return [];
  const [part, whole] = headings.endsWith('OF ✖') ? [failed, totalOf.failed] : [runs, totalOf.all];
  return [
    ...(failed + active + others === runs
      ? []
      : [`${failed} + ${active} + ${others} are not ${runs}: ${row.trim()}`]),
    ...(texts[4] === shareOf(part, whole)
      ? []
      : [`${texts[4]} is not the share of ${part} in ${whole}: ${row.trim()}`]),
  ];
}

function shareOf(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '–';
  const percent = (100 * part) / whole;
  return percent < 1 ? '<1%' : `${Math.round(percent)}%`;
}
