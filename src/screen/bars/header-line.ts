import { countOf, formatAge } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { spread } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { shownPanes } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { describeCounts, openFailures, shownCounts } from '../table/views.ts';

/** The program, the target, the connection and the counts. */
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

/** Shortens the target to fit: drops the reason first, then the `https://` of addresses. */
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

/** The longest prefix of the parts that fits. Beside the views all or none: a few would read as all. */
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
  // Nothing more happens in one.
  if (target.kind === 'case') return theme.dim('case file');
  return theme.success(can.live ? 'live ●' : 'polling ○');
}
