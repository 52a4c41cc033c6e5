import { activeStatuses, statusInfo } from '../../../src/model/status.ts';
import { readHeader } from '../places/header.ts';
import { statusOf } from '../places/list.ts';
import { countText } from '../places/numbers.ts';
import type { Screen } from '../places/screen.ts';
import { chosenView, groupsWindow, isWholeView, rangeOf, viewCountOf } from '../places/strip.ts';
import type { Rule } from './rule.ts';

/** The counts of all runs agree with the runs that are listed, which are read by themselves. */
export const countedRows: Rule = screen => {
  if (readHeader(screen)?.link === 'stale') return [];
  return [...viewAndPlace(screen), ...rowsAndView(screen), ...windowAndView(screen)];
};

/** The header says what the views beside it do not, and counts no more runs that are active. */
export const viewCounts: Rule = screen => {
  const counts = readHeader(screen)?.counts;
  const [failed, running] = [viewCountOf(screen, 'Failed'), viewCountOf(screen, 'Running')];
  if (!counts || counts.size === 0) return [];
  const active = activeStatuses.reduce((sum, status) => sum + (counts.get(status)?.runs ?? 0), 0);
  return [
    ...(failed && counts.has('failed') ? ['the header counts the failed runs, as the view does'] : []),
    ...(running && active > running.runs
      ? [`the header counts ${active} that are active, the view ${countText(running)}`]
      : []),
  ];
};

/** Without a filter, the chosen view counts the runs that are listed. */
function viewAndPlace(screen: Screen): readonly string[] {
  const view = chosenView(screen);
  const range = rangeOf(screen);
  if (!view || !range || range.isOfLast || screen.list?.of !== 'runs' || !isWholeView(screen)) return [];
  const count = viewCountOf(screen, view);
  if (!count || count.isAtLeast || range.of.isAtLeast || count.runs === range.of.runs) return [];
  return [`the view ${view} counts ${count.runs}, the place ${range.of.runs}`];
}

/** Where every run is in sight, as many have failed as the view counts. */
function rowsAndView(screen: Screen): readonly string[] {
  const { list } = screen;
  const range = rangeOf(screen);
  const isAll = range?.from === 1 && range.to === range.of.runs && !range.of.isAtLeast && !range.isOfLast;
  if (list?.of !== 'runs' || !list.hasStatus || list.isCovered || !isAll) return [];
  if (chosenView(screen) !== 'All' || !isWholeView(screen)) return [];
  const counted = viewCountOf(screen, 'Failed');
  if (!counted) return [];
  const { glyph } = statusInfo.failed;
  const failed = list.rows.filter(row => statusOf(row, list).glyph === glyph).length;
  return failed === counted.runs
    ? []
    : [`the view counts ${counted.runs} failed, of all runs in sight ${failed} are`];
}

/** `all 89 runs` of the groups. */
function windowAndView(screen: Screen): readonly string[] {
  if (screen.list?.of !== 'groups') return [];
  const all = viewCountOf(screen, 'All');
  const [, said] = /^all ([\d,]+\+?) runs/u.exec(groupsWindow(screen)) ?? [];
  return !all || said === undefined || said.replaceAll(',', '') === countText(all)
    ? []
    : [`the groups are of all ${said} runs, the view All counts ${countText(all)}`];
}
