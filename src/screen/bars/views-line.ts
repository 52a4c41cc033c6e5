import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { groupsOrder, groupsPlace } from '../groups/groups-place.ts';
import { spread } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { keyOf } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { countedTo, placeText, tabCount } from '../table/place-text.ts';
import { sortLabel } from '../table/table-menus.ts';
import { allViews, describeCount, type View } from '../table/views.ts';

/**
 * The views, the order and the visible range. To fit, it drops the default order first, then views that are
 * not chosen, the open failures and the saved ones first, then any order.
 */
export function viewsLine(state: State, theme: Theme): string {
  const { size } = state;
  const { place, shorter, order } = state.screen === 'groups' ? ofGroups(state) : ofRuns(state);
  const orderBefore = (text: string) => (order.own === '' ? text : `${order.own} · ${text}`);
  const short = orderBefore(place);
  const strips = viewStrips(state, theme);
  const [all = '', ...fewer] = strips;
  const chosen = fewer.at(-1) ?? all;
  const choices = [
    [all, `${order.all} · ${place}`],
    [all, short],
    ...strips.map(strip => [strip, orderBefore(shorter)] as const),
  ] as const;
  const fits = choices.find(texts => displayWidth(texts.join('')) <= size.columns - 4);
  const [views = '', right = ''] = fits ?? [chosen, shorter];
  return spread(` ${views}`, `${theme.dim(right)} `, size.columns);
}

function ofGroups(state: State) {
  return { ...groupsPlace(state), order: groupsOrder(state) };
}

function ofRuns(state: State) {
  const all = orderText(state);
  return {
    place: placeText(state, countedTo(state)),
    shorter: placeText(state, ''),
    order: { all, own: withoutDefault(all) },
  };
}

/** The views, with ever fewer of those that are not chosen: the open failures, then the last saved. */
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

function viewText(view: View, state: State, theme: Theme): string {
  const text = viewWords(view, state);
  return view.id === state.list.view.id ? theme.bold(`[${text}]`) : ` ${text} `;
}

/** `All 144`: a view and how many runs it has, as far as that is known. */
function viewWords(view: View, state: State): string {
  const count = tabCount(view, state);
  const label = truncateText(safeLine(view.short ?? view.label), mostLabel);
  const key = view.saved && view.key !== undefined ? `${view.key} ` : '';
  return `${key}${label}${count === undefined ? '' : ` ${describeCount(count)}`}`;
}

const defaultOrder = 'newest first';

export function orderText({ list, store }: State): string {
  const kind = list.kind === 'both' ? '' : `${list.kind}s · `;
  const label = sortLabel(list.sort, store.can);
  const top =
    !isNewestFirst(list.sort) && list.rows.length >= topSize ? ` (top ${formatCount(topSize)})` : '';
  return `${kind}${label.charAt(0).toLowerCase()}${label.slice(1)}${top}`;
}

/** The order without `newest first`, which is dropped first. */
function withoutDefault(order: string): string {
  return order.replace(new RegExp(`(?: · )?${defaultOrder}$`, 'u'), '');
}
