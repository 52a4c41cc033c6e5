import { areSame, type DetailPlace, statusesOf, statusText } from '../places/detail.ts';
import { cellsBelow, type ListPlace, type ListRow, statusOf, textIn } from '../places/list.ts';
import type { Rule } from './rule.ts';

/** The selected row and the open run beside it, which is read by itself, say the same of its status. */
export const rowAndDetail: Rule = ({ list, detail }) => (list && detail ? besideRow(list, detail) : []);

function besideRow(list: ListPlace, detail: DetailPlace): readonly string[] {
  const row = list.rows.find(({ isSelected }) => isSelected);
  if (!row || !list.hasStatus || !isOfSameRun(row, list, detail)) return [];
  const { glyph, words } = statusOf(row, list);
  const heads = statusesOf(detail.head);
  if (heads.length === 0 || heads.some(head => head.glyph === glyph && areSame(head.words, words))) return [];
  return [`${`the row says ${glyph} ${words}`.trimEnd()}, the open run ${heads.map(statusText).join(', ')}`];
}

/** Until a name is read in both places, nothing tells that they are of one run. */
function isOfSameRun(row: ListRow, list: ListPlace, { head }: DetailPlace): boolean {
  const name = cellsBelow(list, 'NAME');
  return name !== undefined && areSame(nameOf(head), textIn(row, name));
}

function nameOf(head: string): string {
  return head.slice(1).split('  ')[0] ?? '';
}
