import { runAddress } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { headerLine, orderText } from '../bars/bar-lines.ts';
import { comparedRunLine } from '../compare/compare-lines.ts';
import { type CompareRow, compareRows, differenceOf, rowText } from '../compare/compare-rows.ts';
import {
  type CompareState,
  compareHeading,
  compareSigns,
  firstSign,
  isComparing,
  noiseSign,
} from '../compare/compare-state.ts';
import { differenceCells, nodeCell } from '../compare/difference-cells.ts';
import { isRowOf } from '../compare/reduce-compare.ts';
import { groupLabel, nodeRowLabel } from '../compare/row-label.ts';
import { groupCells } from '../groups/group-row.ts';
import { groupTableLines, groupTitles } from '../groups/group-table-lines.ts';
import { groupsOrder, groupsPlace } from '../groups/groups-place.ts';
import { areGroupsComing, type GroupRow } from '../groups/groups-state.ts';
import { plainTheme } from '../paint/theme.ts';
import { detailLines, paneNotes, tabTitles, traceSummaries } from '../run/detail-lines.ts';
import {
  activePane,
  activePaneName,
  type DetailState,
  rowContext,
  shownNowInRun,
  withUsual,
} from '../run/detail-state.ts';
import { hitWords } from '../run/find/search.ts';
import { keysAlong, type Row, rowAt } from '../run/outline/open-tree.ts';
import { isFoldable } from '../run/outline/outline-children.ts';
import { hasSpanDetails } from '../run/outline/trace-outline.ts';
import { rowPhrases } from '../run/rows/row-phrases.ts';
import { runLine } from '../run/run-line.ts';
import { compareBox, linearSize } from '../shell/layout.ts';
import { type State, shownNow } from '../shell/state.ts';
import { type ColumnId, cellText, columnInfo, defaultColumns } from '../table/columns.ts';
import { rowPlace } from '../table/place-text.ts';
import { tableLines } from '../table/table-lines.ts';
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

/** The columns that identify a run, in the order in which they are said. */
const first: readonly ColumnId[] = ['status', 'name', 'target', 'error', 'started'];
const inOwnWords: ReadonlySet<ColumnId> = new Set(['name', 'error', 'actor', 'project', 'id', 'raw-trigger']);

function runRow(state: State, index: number): Said {
  const { list, look, store } = state;
  const now = shownNow(state);
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

/** A table with room for its rows from the top on and for what follows them. */
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
      return { key: '', text: restOf(groupTableLines(state, wholeTable(shown), plainTheme), shown) };
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

function runReading(state: State, detail: DetailState): Reading {
  const now = shownNowInRun(state);
  const { summary, run, error, look, tab, trace } = detail;
  const pane = activePane(detail);
  const context = rowContext(detail, wide, now);
  const address = runAddress(summary);
  const isReading = tab === 'trace' ? trace.phase !== 'read' && pane.root.rows === 0 : !run;
  return {
    heads: [
      {
        key: `${address} ${summary.status}`,
        text: sentence(spoken(runLine(withUsual(detail), wide, now, plainTheme, look.reveal))),
      },
      { key: `${address} ${activePaneName(detail)} ${trace.order}`, text: paneHead(detail) },
    ],
    isIncomplete: summary.status === 'failed' && run !== undefined && !detail.answer && tab === 'overview',
    isComing: !error && (isReading || detail.lacksSteps === 'reading'),
    cursor: pane.cursor,
    placeOf: () => (detail.search && detail.search.text !== '' ? `Match ${hitWords(detail.search)}` : ''),
    rowAt: index => {
      const row = rowAt(pane.root, index);
      if (row) {
        const key = keysAlong(pane.root, row.path).join('\n');
        return { key, text: outlineRow(row, context), grows: true };
      }
      const lines = detailLines(detail, { width: wide, height: 10 }, now, plainTheme);
      return { key: '', text: sentence(...lines.slice(2).map(spoken)) };
    },
  };
}

function paneHead(detail: DetailState): string {
  const title = tabTitles[detail.tab].replace(/^\d /u, '');
  const [summary = ''] = detail.tab === 'trace' ? traceSummaries(detail) : [];
  return sentence(title, spoken(summary), ...paneNotes(detail).map(spoken));
}

const recordedNodes: ReadonlySet<Row['node']['type']> = new Set(['value', 'line', 'log']);

function outlineRow({ node, path, isOpen, dataLevels }: Row, context: ReturnType<typeof rowContext>): string {
  const isInTrace = node.type === 'span' || node.type === 'series';
  const [head, ...others] = rowPhrases(node, isOpen, context);
  const start = node.type === 'field' ? `${head?.text}: ` : (head?.text ?? '');
  const rest = others.map(({ text, gap = 0 }) => {
    if (text === '') return '';
    if (node.type === 'field') return `${text} `;
    const isApart = gap > 1 || (gap > 0 && (isInTrace || node.type === 'section') && !text.startsWith('('));
    return `${isApart ? ', ' : ' '.repeat(gap)}${text}`;
  });
  const words = `${start}${rest.join('')}`;
  const isCritical = isInTrace && head?.isBold === true;
  const fold = isFoldable(node) ? (isOpen ? 'unfolded' : 'folded') : '';
  return sentence(
    isInTrace ? `Level ${path.length - dataLevels}` : '',
    node.type === 'span' && node.span.status === 'error' ? 'Failed' : '',
    recordedNodes.has(node.type) ? recorded(words.replace(/^· /u, '')) : recorded(spoken(words)),
    isCritical ? 'on the critical path' : '',
    fold || (node.type === 'span' && hasSpanDetails(node) ? 'Enter shows more' : ''),
  );
}

function compareReading(state: State, compare: CompareState): Reading {
  const { a, b, comparison, error } = compare;
  const { width, height } = compareBox(state);
  const rows = compareRows(compare, width);
  const { sentence: found, hint } = compareHeading(compare, width, height);
  const runOf = (letter: 'a' | 'b'): Said => ({
    key: `${letter} ${runAddress(letter === 'a' ? a : (b ?? a))}`,
    text: sentence(
      `Run ${letter}: ${spoken(comparedRunLine(letter, state, width, plainTheme))
        .slice(1)
        .trim()}`,
    ),
  });
  const isFound = comparison !== undefined || error !== undefined;
  return {
    heads: [
      ...(isFound ? [runOf('a'), runOf('b')] : []),
      { key: [a.id, b?.id, ...found].join('\n'), text: sentence(...[...found, ...hint].map(spoken)) },
    ],
    isComing: isComparing(state),
    cursor: compare.cursor,
    placeOf: () => '',
    rowAt: index => {
      const row = rows[index];
      return { key: `${index} ${row?.type}`, text: row ? comparedRow(row, compare) : '' };
    },
  };
}

function comparedRow(row: CompareRow, compare: CompareState): string {
  const { comparison, reveal } = compare;
  const isFirst =
    comparison?.first !== undefined && comparison.first !== null && isRowOf(row, comparison.first);
  const signs = [isFirst ? firstSign : '', 'isNoise' in row && row.isNoise ? noiseSign : ''];
  const fold = 'isFoldable' in row && row.isFoldable ? (row.isOpen ? 'unfolded' : 'folded') : '';
  return sentence(
    ...signs.map(sign => compareSigns.find(one => one.sign === sign)?.help.replace(/:.*/u, '') ?? ''),
    recorded(
      spoken(isFirst ? valuesOf(row, reveal) : comparedWords(row, comparison?.comparedAt ?? 0, reveal)),
    ),
    fold,
  );
}

function valuesOf(row: CompareRow, reveal: boolean): string {
  const difference = differenceOf(row);
  if (!difference) return '';
  const columns = { was: wide, usual: wide };
  const { place, was, is } = differenceCells(difference, { reveal, columns, isNoise: false });
  return `${place}: was ${was}, is ${is}`;
}

function comparedWords(row: CompareRow, comparedAt: number, reveal: boolean): string {
  const words = row.type === 'line' ? undefined : rowText(row, reveal);
  if (words !== undefined) return safeLine(words, { reveal });
  switch (row.type) {
    case 'node': {
      const [was, is] = [nodeCell(row.node, 'b', comparedAt), nodeCell(row.node, 'a', comparedAt)];
      return `${safeLine(nodeRowLabel(row.node, row.isOpen))}: was ${was}, is ${is}`;
    }
    case 'group':
      return safeLine(groupLabel(row.group));
    case 'line':
      return row.line.map(({ text }) => text).join('');
    case 'note':
      return safeLine(row.text);
    default:
      return '';
  }
}
