import { statusInfo } from '../../../src/model/status.ts';
import { type DetailPlace, type HeadStatus, sectionAt, statusesOf } from '../places/detail.ts';
import { cellsBelow, type ListPlace, type ListRow, statusOf, textIn } from '../places/list.ts';
import type { Rule } from './rule.ts';

/** The selected row and the open run beside it, which is of the same name, say the same of the run. */
export const rowAndDetail: Rule = ({ list, detail }) => [
  ...(list && detail ? besideRow(list, detail) : []),
  ...(detail ? insideDetail(detail) : []),
];

function besideRow(list: ListPlace, detail: DetailPlace): readonly string[] {
  const row = list.rows.find(({ isSelected }) => isSelected);
  if (!row || !list.hasStatus || !isOfSameRun(row, list, detail)) return [];
  const { glyph, words } = statusOf(row, list);
  const heads = statusesOf(detail.head);
  if (heads.length === 0 || heads.some(head => head.glyph === glyph && areSame(head.words, words))) return [];
  return [`${`the row says ${glyph} ${words}`.trimEnd()}, the open run ${heads.map(toText).join(', ')}`];
}

const toText = ({ glyph, words }: HeadStatus): string => `${glyph} ${words}`;

/** Words may be cut in either place, and are left out of a narrow row. */
function areSame(one: string, other: string): boolean {
  if (other === '') return true;
  const [cut, whole] = one.endsWith('…') ? [one, other] : [other, one];
  return cut.endsWith('…') ? whole.startsWith(cut.slice(0, -1)) : cut === whole;
}

/** A run that was opened from another one stands beside the row of that one: it has another id, or name. */
function isOfSameRun(row: ListRow, list: ListPlace, { head }: DetailPlace): boolean {
  const name = cellsBelow(list, 'NAME');
  return name !== undefined && areSame(nameOf(head), textIn(row, name));
}

function nameOf(head: string): string {
  return head.slice(1).split('  ')[0] ?? '';
}

const ended = new Set([statusInfo.success, statusInfo.failed].map(({ glyph }) => glyph));
const active = new Set(
  [statusInfo.queued, statusInfo.running, statusInfo.sleeping, statusInfo.waiting].map(({ glyph }) => glyph),
);

/** The head, the metadata and what is said of the output and the trace agree on whether the run has ended. */
function insideDetail(detail: DetailPlace): readonly string[] {
  const heads = statusesOf(detail.head);
  const isAll = (glyphs: ReadonlySet<string>) =>
    heads.length > 0 && heads.every(({ glyph }) => glyphs.has(glyph));
  const said = heads.map(toText).join(', ');
  const [first] = detail.rows;
  const output = detail.rows[sectionAt(detail, 'Output')]?.text ?? '';
  const waits =
    /^Output +not yet$/u.test(output) || first?.text.startsWith('No trace has been recorded yet') === true;
  const isOver =
    /^Output +not recorded$/u.test(output) || first?.text.startsWith('No trace was recorded') === true;
  return [
    ...(waits && isAll(ended) ? [`the run is ${said}, but something of it is said to come`] : []),
    ...(isOver && isAll(active) ? [`the run is ${said}, but something of it is said to come no more`] : []),
    ...metadataStatus(detail, heads),
  ];
}

function metadataStatus({ tab, rows }: DetailPlace, heads: readonly HeadStatus[]): readonly string[] {
  if (tab !== 'metadata' || heads.length === 0) return [];
  const [, glyph, words = ''] =
    /^Status {9}(\S) (.*)$/u.exec(rows.find(({ text }) => text.startsWith('Status  '))?.text ?? '') ?? [];
  if (glyph === undefined || heads.some(head => head.glyph === glyph && areSame(head.words, words)))
    return [];
  return [`the metadata say ${glyph} ${words}, the head ${heads.map(toText).join(', ')}`];
}
