import { sanitizeLine } from '../model/text/sanitize.ts';
import { displayWidth, sliceColumns, truncateText } from '../model/text/width.ts';
import type { FilterBar } from '../state/overlays/overlay.ts';
import type { EditedLine } from '../state/overlays/text-line.ts';
import type { State } from '../state/session/state.ts';
import { spread } from './bars.ts';
import type { Theme } from './theme.ts';

/** The filter bar: one line while it stands, two while it is edited. */
export function filterLines(state: State, theme: Theme): readonly string[] {
  const { overlay, list, size } = state;
  if (overlay.type !== 'filter') {
    if (list.filterText === '') return [];
    return [
      spread(
        ` ${theme.accent('/')} ${sanitizeLine(list.filterText)}`,
        theme.dim('/ edit · Esc clear '),
        size.columns,
      ),
    ];
  }
  const { bar } = overlay;
  const hint = bar.ghost === '' ? '↵ keep · Esc undo · ↑ earlier ' : 'Tab complete · ↵ keep · Esc undo ';
  const room = size.columns - displayWidth(hint) - 4;
  const line = ` ${theme.accent('/')} ${editedText(bar, bar.ghost, Math.max(20, room), theme)}`;
  return [spread(line, theme.dim(hint), size.columns), belowBar(bar, size.columns, theme)];
}

/** A line being edited, its caret as an inverse cell, scrolled so that the caret is in sight. */
export function editedText(line: EditedLine, ghost: string, width: number, theme: Theme): string {
  const before = sanitizeLine(line.text.slice(0, line.caret));
  const after = sanitizeLine(line.text.slice(line.caret));
  const caretColumn = displayWidth(before);
  const from = Math.max(0, caretColumn - width + 1);
  const rest = after === '' ? ghost : after;
  const [under = ' '] = rest;
  const behind = sliceColumns(
    rest.slice(under.length),
    0,
    Math.max(0, width - (caretColumn - from) - displayWidth(under)),
  );
  const shown = from === 0 ? before : sliceColumns(before, from, caretColumn);
  return `${shown}${theme.inverse(under)}${after === '' ? theme.dim(behind) : behind}`;
}

function belowBar(bar: FilterBar, width: number, theme: Theme): string {
  if (bar.error !== undefined) return theme.error(truncateText(`   ${sanitizeLine(bar.error)}`, width));
  const [first, ...others] = bar.candidates;
  if (!first) return '';
  const help = first.help ? theme.dim(`  ${first.help}`) : '';
  const names = others.slice(0, 12).map(candidate => sanitizeLine(candidate.text));
  return truncateText(
    `   ${theme.accent(sanitizeLine(first.text))}${help}   ${theme.dim(names.join('  '))}`,
    width,
  );
}
