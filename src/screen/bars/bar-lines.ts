import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import { countOf, formatAge, formatCount, uncapitalize } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { type Hint, hintsFor } from '../dialogs/hints.ts';
import { editedText } from '../dialogs/text-line.ts';
import { groupsOrder, groupsPlace } from '../groups/groups-place.ts';
import { spread, type Theme } from '../paint/theme.ts';
import { hitWords } from '../run/find/search.ts';
import { detailSearch } from '../run/find-commands.ts';
import { keyOf } from '../shell/keymap.ts';
import { shownPanes } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { guideLines, statusLines, statusMessages } from '../shell/status-lines.ts';
import {
  allViews,
  describeCount,
  describeCounts,
  openFailures,
  shownCounts,
  type View,
} from '../table/list-state.ts';
import { countedTo, placeText, tabCount } from '../table/place-text.ts';
import { sortLabel } from '../table/table-menus.ts';

export function headerLine(state: State, theme: Theme): string {
  const { size, store } = state;
  const { target } = store;
  const counts = shownCounts(state);
  const live = [
    store.isNotifying ? theme.accent('notify') : '',
    target.isReadOnly ? theme.warning('read-only') : '',
    target.isInsecure ? theme.warning('insecure') : '',
    linkText(state, theme),
  ]
    .filter(Boolean)
    .join(' · ');
  const brand = ` ${theme.bold('runlens')}  `;
  const room = size.columns - displayWidth(brand) - displayWidth(live) - 3;
  const place = placeOf(target, room);
  const left = `${brand}${place}`;
  const rest = room - displayWidth(place) - 3;
  const isBesideViews = !['detail', 'compare'].includes(shownPanes(state));
  const open = store.viewCounts?.get(openFailures.filter);
  const parts = counts ? describeCounts(counts, { isBesideViews, open }) : [];
  const totals = fitParts(parts, rest, isBesideViews ? parts.length : 1);
  return spread(left, totals === '' ? `${live} ` : `${live}   ${totals} `, size.columns);
}

/** To fit, drops the reason first, then the `https://` of addresses. */
function placeOf({ name, location, reason }: State['store']['target'], room: number): string {
  const isNamed = !location.includes(`//${name}`);
  const named = (text: string) => safeLine(isNamed ? `${name} · ${text}` : text);
  const texts = [
    named(`${location} (${reason})`),
    named(location),
    named(location.replace(/https?:\/\//gu, '')),
  ];
  return (
    texts.find(text => displayWidth(text) <= room) ?? truncateText(texts.at(-1) ?? '', Math.max(0, room))
  );
}

/** The parts that fit. Beside the views all or none, as a few would read as all. */
function fitParts(parts: readonly string[], room: number, least: number): string {
  for (let count = parts.length; count >= Math.max(1, least); count -= 1) {
    const text = parts.slice(0, count).join(' · ');
    if (text.length <= room) return text;
  }
  return '';
}

function linkText({ store: { link, can, target, pausedAt }, now, list }: State, theme: Theme): string {
  const ageOf = (since: number) => formatAge(since, now).replace(/ ago$/u, '');
  if (pausedAt !== undefined) return theme.warning(`paused ${ageOf(pausedAt)} ‖`);
  if (link.type === 'stale') return theme.error(`stale ${ageOf(link.since)} ✖`);
  const [first, ...others] = list.missing;
  if (first) {
    const who = others.length === 0 ? safeLine(first.target) : countOf(list.missing.length, 'target');
    return theme.warning(`without ${who} ◐`);
  }
  // Nothing happens in a case file any more.
  if (target.kind === 'case') return theme.dim('case file');
  return theme.success(can.live ? 'live ●' : 'polling ○');
}

/**
 * The views, the order and the visible range. To fit, drops the default order, then views that are not chosen
 * (open failures, then saved ones, first), then any order.
 */
export function viewsLine(state: State, theme: Theme): string {
  const { size } = state;
  const { place, shorter, order } =
    state.screen === 'groups' ? { ...groupsPlace(state), order: groupsOrder(state) } : runsPlace(state);
  const orderBefore = (text: string) => (order.own === '' ? text : `${order.own} · ${text}`);
  const strips = viewStrips(state, theme);
  const [all = '', ...fewer] = strips;
  const chosen = fewer.at(-1) ?? all;
  const choices = [
    [all, `${order.all} · ${place}`],
    [all, orderBefore(place)],
    ...strips.map(strip => [strip, orderBefore(shorter)] as const),
  ] as const;
  const fits = choices.find(texts => displayWidth(texts.join('')) <= size.columns - 4);
  const [views = '', right = ''] = fits ?? [chosen, shorter];
  return spread(` ${views}`, `${theme.dim(right)} `, size.columns);
}

function runsPlace(state: State) {
  const all = orderText(state);
  return {
    place: placeText(state, countedTo(state)),
    shorter: placeText(state, ''),
    order: { all, own: all.replace(/(?: · )?newest first$/u, '') },
  };
}

/** Ever fewer of the views that are not chosen: without the open failures, then the last saved. */
function viewStrips(state: State, theme: Theme): readonly string[] {
  const { list, savedViews } = state;
  const known = allViews(savedViews);
  const views = known.some(view => view.id === list.view.id) ? known : [...known, list.view];
  const isChosen = (view: View) => view.id === list.view.id;
  const kept = [...views];
  const strips: string[] = [];
  const drop = (): boolean => {
    const least = kept.findIndex(view => view.short !== undefined && !isChosen(view));
    const saved = kept.findLastIndex(view => view.saved && !isChosen(view));
    const at = [least, saved].find(index => index >= 0) ?? kept.findLastIndex(view => !isChosen(view));
    if (at >= 0) kept.splice(at, 1);
    return at >= 0;
  };
  do {
    const left = views.length - kept.length;
    const more = left > 0 ? theme.dim(` +${left} ${keyOf('view')}`) : '';
    const texts = kept.map(view => viewText(view, state, theme));
    strips.push(`${texts.join(' ')}${more}`);
  } while (drop());
  return [...strips, viewText(list.view, state, theme)];
}

const mostLabel = 24;

/** `[All 144]`, or `5 Slow 12` for a saved view with the key 5. */
function viewText(view: View, state: State, theme: Theme): string {
  const count = tabCount(view, state);
  const label = truncateText(safeLine(view.short ?? view.label), mostLabel);
  const key = view.saved && view.key !== undefined ? `${view.key} ` : '';
  const text = `${key}${label}${count === undefined ? '' : ` ${describeCount(count)}`}`;
  return view.id === state.list.view.id ? theme.bold(`[${text}]`) : ` ${text} `;
}

export function orderText({ list, store }: State): string {
  const kind = list.kind === 'both' ? '' : `${list.kind}s · `;
  const label = sortLabel(list.sort, store.can);
  const top =
    !isNewestFirst(list.sort) && list.rows.length >= topSize ? ` (top ${formatCount(topSize)})` : '';
  return `${kind}${uncapitalize(label)}${top}`;
}

export function hintsLine(state: State, theme: Theme): string {
  const { size } = state;
  const typed = detailSearch.in(state);
  if (!typed) return fitHints(hintsFor(state), size.columns, theme);
  const search = state.detail?.search;
  const hits = search && search.text !== '' ? [hitWords(search)] : [];
  const keys = hintsFor(state).map(hint => `${hint.keys} ${hint.label}`);
  const right = `${[...hits, ...keys].join(' · ')} `;
  const line = ` ${theme.accent('/')} ${editedText(typed, '', size.columns - 6 - right.length, theme)}`;
  return spread(line, theme.dim(right), size.columns);
}

/** Drops hints that do not fit, but never the last two: help and quit. */
function fitHints(hints: readonly Hint[], width: number, theme: Theme): string {
  const kept = [...hints];
  const widthOf = (list: readonly Hint[]) =>
    list.reduce((sum, { keys, label }) => sum + displayWidth(keys) + label.length + 3, -1);
  while (kept.length > 3 && widthOf(kept) > width - 1) kept.splice(-3, 1);
  const texts = kept.map(({ keys, label }) => `${theme.accent(keys)} ${theme.dim(label)}`);
  return truncateText(` ${texts.join('  ')}`, width);
}

export function noticeLines(state: State, theme: Theme): readonly string[] {
  const tone = statusMessages(state)[0]?.tone ?? 'info';
  const lines = statusLines(state).map(line => truncateText(` ${line}`, state.size.columns));
  const messages = lines.length - guideLines(state).length;
  const paint = tone === 'info' ? (line: string) => line : theme[tone];
  return lines.map((line, at) => (at < messages ? paint(line) : theme.accent(line)));
}
