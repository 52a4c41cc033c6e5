import { statusInfo } from '../../../src/model/status.ts';
import { lineWidth } from './columns.ts';
import { toNumber } from './numbers.ts';

export type Tab = 'overview' | 'metadata' | 'trace';

export type DetailRow = {
  readonly hasFocus: boolean;
  /** The column of the text. */
  readonly indent: number;
  readonly sign: '▾' | '▸' | '▹' | undefined;
  /** Whether it stands behind the line of the data of a span. */
  readonly isData: boolean;
  readonly text: string;
};

/** The open run: a line of it, the tabs, the rows of a tab, and the footer. */
export type DetailPlace = {
  readonly width: number;
  readonly head: string;
  readonly tabs: string;
  readonly tab: Tab;
  readonly rows: readonly DetailRow[];
  readonly footer: string;
  /** How many rows the tab has, by the footer. */
  readonly total: number | undefined;
  /** Whether every row of the tab is in sight, each on one line. */
  readonly isWhole: boolean;
};

const tabNames = ['1 Overview', '2 Metadata', '3 Trace'] as const;
const tabsPattern =
  /^ (?:\[1 Overview\] {2}2 Metadata {2}3 Trace|1 Overview {2}(?:\[2 Metadata\] {2}3 Trace|2 Metadata {2}\[3 Trace\]))(?: |$)/u;

export function isTabsLine(line: string): boolean {
  return tabsPattern.test(line);
}

export function readDetail(
  [head = '', tabs = '', ...rest]: readonly string[],
  width: number,
): DetailPlace | undefined {
  if (!isTabsLine(tabs)) return undefined;
  const tab = tabOf(tabs);
  const lines = rest.map(line => line.trimEnd());
  const hasAxis = tab === 'trace' && /^ +│0/u.test(lines[0] ?? '');
  const body = lines.slice(hasAxis ? 1 : 0, -1);
  const footer = lines.at(-1) ?? '';
  const [, place] = /(?:^| )[\d,]+\/([\d,]+)$/u.exec(footer) ?? [];
  const total = place === undefined ? undefined : toNumber(place);
  const used = body.findLastIndex(line => line !== '') + 1;
  const isEven = body.slice(0, used).every(line => line !== '');
  const rows = body.slice(0, used).map(readRow);
  return {
    ...{ width, head: head.trimEnd(), tabs: tabs.trimEnd(), tab, rows, footer, total },
    isWhole: isEven && used < body.length && total === used,
  };
}

function tabOf(tabs: string): Tab {
  const at = tabNames.findIndex(name => tabs.includes(`[${name}]`));
  return (['overview', 'metadata', 'trace'] as const)[at] ?? 'overview';
}

function readRow(line: string): DetailRow {
  const [, mark = '', before = '', sign, text = ''] =
    /^([▌▏ ])((?:┊| )*)(?:([▾▸▹]) )?(.*)$/u.exec(line) ?? [];
  const indent = lineWidth(mark + before) + (sign === undefined ? 0 : 2);
  return { hasFocus: mark === '▌', indent, sign: toSign(sign), isData: before.includes('┊'), text };
}

function toSign(sign: string | undefined): DetailRow['sign'] {
  return sign === '▾' || sign === '▸' || sign === '▹' ? sign : undefined;
}

/** The rows below one, down to the next that is not inside of it. */
export function rowsInside({ rows }: DetailPlace, at: number): readonly DetailRow[] {
  const indent = rows[at]?.indent ?? 0;
  const rest = rows.slice(at + 1);
  // A text may have blank lines.
  const end = rest.findIndex(row => row.indent <= indent && row.text.trim() !== '');
  return end < 0 ? rest : rest.slice(0, end);
}

export type HeadStatus = { readonly glyph: string; readonly words: string };

const glyphs = Object.values(statusInfo)
  .map(({ glyph }) => (glyph === '?' ? '\\?' : glyph))
  .join('');

/**
 * The status behind the name: ` signup  ✖ Failed  run_1  2m ago`. A recorded name may hold what looks like
 * one, so there may be several.
 */
export function statusesOf(head: string): readonly HeadStatus[] {
  return [
    ...head.matchAll(new RegExp(`(?<= {2})(?<glyph>[${glyphs}]) (?<words>\\S(?:.*?\\S)??)(?= {2}|$)`, 'gu')),
  ].map(({ groups }) => ({ glyph: groups?.glyph ?? '', words: groups?.words ?? '' }));
}

/** Sections of the overview by their titles. */
export function sectionAt({ rows }: DetailPlace, title: string): number {
  return rows.findIndex(({ indent, text }) => indent === 3 && text.startsWith(`${title} `));
}

export const statusText = ({ glyph, words }: HeadStatus): string => `${glyph} ${words}`;

/** Words may be cut in either place, or in both, and are left out of a narrow row. */
export function areSame(one: string, other: string): boolean {
  if (other === '') return true;
  return startsAs(one, other) || startsAs(other, one);
}

function startsAs(one: string, cut: string): boolean {
  return cut.endsWith('…') ? one.startsWith(cut.slice(0, -1)) : one === cut;
}
