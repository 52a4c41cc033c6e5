import type { Candidate } from '../../model/query/complete.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { hintsFor } from '../dialogs/hints.ts';
import { editedText } from '../dialogs/text-line.ts';
import { isInGroup } from '../groups/groups-state.ts';
import { spread } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { keyOf } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { canTakeBack } from '../table/reduce-list.ts';
import type { FilterBar } from './filter-bar.ts';
import { wantedValues } from './read-filter-line.ts';
import { countOf } from './value-counts.ts';

const mostHints = 3;
const lineMargin = 4;

/** No line without a filter, one with a filter, two while it is edited. */
export function filterLines(state: State, theme: Theme): readonly string[] {
  const { overlay, list, size } = state;
  if (overlay.type !== 'filter') {
    if (list.filterText === '') return [];
    return [
      spread(
        ` ${theme.accent('/')} ${safeLine(list.filterText)}`,
        theme.dim(`${keyOf('filter')} edit · ${keyOf('back')} ${backWord(state)} `),
        size.columns,
      ),
    ];
  }
  const hint = hintText(state, size.columns - displayWidth(overlay.text + overlay.ghost) - lineMargin);
  const room = size.columns - displayWidth(hint) - lineMargin;
  const line = ` ${theme.accent('/')} ${editedText(overlay, overlay.ghost, Math.max(20, room), theme)}`;
  return [spread(line, theme.dim(hint), size.columns), belowBar(overlay, state, theme)];
}

/** What Esc does next, in a word. */
function backWord(state: State): string {
  const { screen, detail, list } = state;
  if (screen === 'groups') return 'runs';
  if (screen === 'detail') return 'back';
  if (detail && !list.steps.at(-1)?.isBeside) return 'close run';
  if (list.marks.size > 0) return 'unmark';
  if (canTakeBack(list)) return 'undo';
  return isInGroup(state) ? 'groups' : 'clear';
}

/** As many hints as leave room for the line. */
function hintText(state: State, room: number): string {
  const hints = hintsFor(state).slice(0, mostHints);
  for (let count = hints.length; count > 0; count -= 1) {
    const texts = hints.slice(0, count).map(({ keys, label }) => `${keys} ${label}`);
    const text = `${texts.join(' · ')} `;
    if (displayWidth(text) <= room) return text;
  }
  return '';
}

/** What is wrong or pending, and the completions. */
function belowBar(bar: FilterBar, state: State, theme: Theme): string {
  const width = state.size.columns;
  const field = wantedValues(bar)?.field;
  const named = (candidate: Candidate) => {
    const count = countOf(candidate, field, state);
    return (safeLine(candidate.text).trim() || '""') + (count === undefined ? '' : ` ${formatCount(count)}`);
  };
  if (bar.error !== undefined) {
    const text = [bar.error, ...(bar.hint === undefined ? [] : [bar.hint])].join(' · ');
    return theme.error(truncateText(`   ${safeLine(text)}`, width));
  }
  const pending = bar.pending ? [`${theme.warning('unfinished:')} ${safeLine(bar.pending)}`] : [];
  const [first, ...others] = bar.candidates;
  const help = first?.help ? theme.dim(`  ${first.help}`) : '';
  const best = first ? [`${theme.accent(named(first))}${help}`] : [];
  const names = others.slice(0, 12).map(named);
  const parts = [...pending, ...best, theme.dim(names.join('  '))].filter(part => part !== '');
  return parts.length === 0 ? '' : truncateText(`   ${parts.join('   ')}`, width);
}
