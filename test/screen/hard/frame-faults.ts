import { displayWidth, sliceColumns } from '../../../src/model/text/width.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { cursorMark, monochromeTheme } from '../../../src/screen/paint/theme.ts';
import { shownPanes, tableSize } from '../../../src/screen/shell/layout.ts';
import type { State } from '../../../src/screen/shell/state.ts';
import { drawApp } from '../draw-app.tsx';

/** What no frame may have, whatever it shows; each fault with its line. */
export function faultsIn(frame: readonly string[], state: State): readonly string[] {
  const { columns, rows } = state.size;
  const lines = frame.flatMap((line, at) =>
    Object.entries(lineFaults)
      .filter(([, isFault]) => isFault(line, columns))
      .map(([name]) => `${name}: ${at + 1}: ${line}`),
  );
  return [
    ...(frame.length === rows ? [] : [`${frame.length} lines`]),
    ...lines,
    ...brokenBoxes(frame),
    ...(hasWholeHints(frame, state) ? [] : [`half a hint: ${frame.at(-1)}`]),
    ...(isDivided(frame, state) ? [] : ['the divider is broken']),
    ...(isFocusSeen(frame, state) ? [] : ['the focus is not seen without colours']),
  ];
}

const lineFaults: Readonly<Record<string, (line: string, columns: number) => boolean>> = {
  'too wide': (line, columns) => displayWidth(line) > columns,
  'a control character': line => /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(line),
  'half a character': line => /\p{Cs}|\uFFFD/u.test(line),
  'a secret': line => /invented-(?:key|token)/u.test(line),
};

function columnOf(line: string, sign: string): number {
  const [before = ''] = line.split(sign);
  return line.includes(sign) ? displayWidth(before) : -1;
}

const signAt = (line: string, column: number): string => sliceColumns(line, column, column + 1);

/** The lines of a dialog whose borders do not stand below its corners. */
function brokenBoxes(frame: readonly string[]): readonly string[] {
  const top = frame.findIndex(line => line.includes('╭'));
  if (top < 0) return [];
  const corners = frame[top] ?? '';
  const [left, right] = [columnOf(corners, '╭'), columnOf(corners, '╮')];
  const bottom = frame.findIndex(line => signAt(line, left) === '╰');
  const isWhole = (line: string, at: number) => {
    const side = top + 1 + at === bottom ? ['╰', '╯'] : ['│', '│'];
    return signAt(line, left) === side[0] && signAt(line, right) === side[1];
  };
  return frame.slice(top + 1, bottom + 1).filter((line, at) => !isWhole(line, at));
}

function hasWholeHints(frame: readonly string[], state: State): boolean {
  if (state.overlay.type === 'search') return true;
  const hints = new Set(hintsFor(state).map(({ keys, label }) => `${keys} ${label}`));
  const shown = (frame.at(-1) ?? '').trim().split('  ');
  return shown.every(hint => hints.has(hint));
}

/** Between the table and the detail; a dialog may lie over it. */
function isDivided(frame: readonly string[], state: State): boolean {
  if (shownPanes(state) !== 'both') return true;
  const { width, height } = tableSize(state);
  const first = frame.findIndex(line => signAt(line, width) === '│');
  const lines = frame.slice(first, first + height);
  return state.overlay.type !== 'none' || lines.every(line => signAt(line, width) === '│');
}

/** A mark at the cursor, an inverse caret in a line that is edited, or brackets around an answer. */
function isFocusSeen(frame: readonly string[], state: State): boolean {
  const { overlay, list, detail, screen, groups } = state;
  const hasMark = frame.some(line => line.includes(cursorMark));
  switch (overlay.type) {
    case 'filter':
    case 'search':
    case 'name-view':
    case 'palette':
      return drawApp(state, monochromeTheme).some(line => line.includes('\u001B[7m'));
    case 'confirm-own':
    case 'act-question':
      return frame.some(line => line.includes('[ No ]') || line.includes('[ Yes'));
    case 'help':
      return true;
    case 'acting':
      return hasMark;
    default:
      if ('items' in overlay) return hasMark;
      if (screen === 'groups') return hasMark || groups?.rows.length === 0;
      return hasMark || (screen === 'table' ? list.rows.length === 0 : detail?.tab === 'trace');
  }
}
