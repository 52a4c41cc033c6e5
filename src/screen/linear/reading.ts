import { runAddress } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { headerLine, orderText } from '../bars/bar-lines.ts';
import { groupCells } from '../groups/group-row.ts';
import { groupTableLines, groupTitles } from '../groups/group-table-lines.ts';
import { groupsOrder, groupsPlace } from '../groups/groups-place.ts';
import { areGroupsComing, type GroupRow } from '../groups/groups-state.ts';
import { plainTheme } from '../paint/theme.ts';
import { linearSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { cellText } from '../table/cell-text.ts';
import { type ColumnId, columnInfo, defaultColumns } from '../table/columns.ts';
import { rowPlace } from '../table/place-text.ts';
import { tableLines } from '../table/table-lines.ts';
import { compareReading, runReading } from './run-sentences.ts';
import { type Reading, recorded, type Said, sentence, spoken } from './spoken.ts';

export function readingOf(state: State): Reading {
  const { screen, detail, compare } = state;
  if (screen === 'groups') return groupsReading(state);
  if (screen === 'compare' && compare) return compareReading(state, compare);
  return screen === 'detail' && detail ? runReading(state, detail) : tableReading(state);
}

function tableReading(state: State): Reading {
  const { list, store } = state;
  const { key } = store.target;
  return {
    heads: [
      { key: `${key} ${store.target.location}`, text: sentence(spoken(headerLine(state, plainTheme))) },
      { key: [list.view.id, list.filterText, orderText(state)].join('\n'), text: listHead(state) },
      { key: `${list.marks.size} marked`, text: list.marks.size === 0 ? '' : `${list.marks.size} marked.` },
    ],
    isComing: list.phase === 'loading',
    cursor: list.cursorIndex,
    rowAt: index => runRow(state, index),
    placeOf: index => (index < list.rows.length ? rowPlace(state, index) : ''),
  };
}

/** `View Failed, filter workflow:signup*, 8 runs, newest first.` */
function listHead(state: State): string {
  const { list } = state;
  const total = list.rows.length > 0 ? rowPlace(state, 0).replace(/^1 of /u, '') : '';
  return sentence(
    [
      `View ${safeLine(list.view.label)}`,
      list.filterText === '' ? '' : `filter ${safeLine(list.filterText)}`,
      total === '' ? '' : `${total} ${total === '1' ? 'run' : 'runs'}`,
      spoken(orderText(state)),
    ]
      .filter(Boolean)
      .join(', '),
  );
}

/** What tells a run from others, in the order in which it is asked. */
const first: readonly ColumnId[] = ['status', 'name', 'target', 'error', 'started'];
const inOwnWords: ReadonlySet<ColumnId> = new Set(['name', 'error', 'actor', 'project', 'id', 'raw-trigger']);

function runRow(state: State, index: number): Said {
  const { list, now, look, store } = state;
  const run = list.rows[index];
  if (!run) return { key: '', text: restOf(tableLines(state, wholeTable(list), plainTheme), list) };
  const address = runAddress(run);
  const isByRunning = list.sort.field === 'duration';
  const cancel = list.cancels.get(address);
  const context = { now, ...look, isByRunning, target: store.target.name, cancel };
  const others = look.columns.filter(id => !first.includes(id) && !defaultColumns.includes(id));
  const cells = [...first.filter(id => look.columns.includes(id)), ...others].map(id => {
    const text = cellText(id, run, context);
    const said = inOwnWords.has(id) ? recorded(text.replaceAll(' · ', ', ')) : spoken(text);
    return first.includes(id) || said === '' ? said : `${columnInfo[id].title.toLowerCase()} ${said}`;
  });
  const mark = list.marks.has(address) ? 'Marked' : '';
  return { key: address, text: sentence(mark, ...cells) };
}

const { columns: wide } = linearSize;
const linesBelow = 20;

/** A table that is high enough for its rows from the top on, and for what follows them. */
function wholeTable({ rows, top }: Rows) {
  return { width: wide, height: rows.length - top + linesBelow };
}

type Rows = { readonly rows: readonly unknown[]; readonly top: number };

function restOf(lines: readonly string[], { rows, top }: Rows): string {
  return sentence(...lines.slice(1 + rows.length - top).map(spoken));
}

function groupsReading(state: State): Reading {
  const { groups } = state;
  const rows = groups?.rows ?? [];
  const order = groupsOrder(state).all;
  const place = groupsPlace(state).shorter;
  const key = [groups?.of, order, groups?.only].join('\n');
  return {
    heads: [{ key, text: sentence('Groups of failures', spoken(place), spoken(order)) }],
    isComing: areGroupsComing(state),
    isIncomplete: rows.length > 0 && !(groups?.totals && groups.opens && groups.stateOf),
    cursor: groups?.cursorIndex ?? 0,
    placeOf: index => (rows.length === 0 ? '' : `${index + 1} of ${rows.length}`),
    rowAt: index => {
      const group = rows[index];
      const shown = { rows, top: groups?.top ?? 0 };
      if (group) return { key: group.id, ...groupRow(state, group) };
      return {
        key: '',
        text: restOf(groupTableLines(state, wholeTable(shown), plainTheme), shown),
      };
    },
  };
}

function groupRow(state: State, group: GroupRow): Omit<Said, 'key'> {
  const { state: word = '', open = '', share = '', first, last, place, message } = groupCells(state, group);
  const titled = (id: 'first' | 'last', text = '') => `${groupTitles[id].toLowerCase()} ${spoken(text)}`;
  const parts = [countOf(group.count, 'run'), spoken(place ?? ''), recorded(message ?? '')];
  const text = sentence(
    ...parts,
    spoken(word),
    share === '' ? '' : `${share} runs of the workflow`,
    open === '' ? '' : `${open} ${groupTitles.open.toLowerCase()}`,
    titled('last', last),
    titled('first', first),
  );
  return { text, gist: sentence(...parts) };
}
