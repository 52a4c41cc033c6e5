import { hasSecrets } from '../compare/shown-difference.ts';
import { disabledReason } from '../keys/disabled-reason.ts';
import { keyPlace } from '../keys/key-place.ts';
import { keysOf } from '../keys/overlay-keymap.ts';
import type { DetailState } from '../run/detail-state.ts';
import { focusedLink, nodeAtCursor } from '../run/focus.ts';
import type { SpanNode } from '../run/outline/outline-node.ts';
import { hiddenSecrets } from '../run/outline/secrets.ts';
import { type Key, keyName } from '../shell/key.ts';
import { type Binding, bindingsAt, type Command } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { canContinueSearch, cursorRun } from '../table/reduce-list.ts';
import { failures } from '../trace/trace-order.ts';
import type { OpenOverlay } from './overlay.ts';

export type Hint = { readonly keys: string; readonly label: string };

type Place = 'table' | 'marks' | 'groups' | 'compare' | 'payloads' | 'waterfall';

/** The commands on the bottom line, the most useful first. */
const offered: Readonly<Record<Place, readonly Command[]>> = {
  table: [
    ...(['move-down', 'move-up', 'open', 'filter', 'next-error', 'reload', 'view', 'cancel'] as const),
    ...([
      'copy',
      'groups',
      'compare',
      'run-again',
      'mark',
      'filter-by-value',
      'columns-left',
      'columns-right',
    ] as const),
    ...(['frequency', 'shared-causes', 'sort', 'help', 'quit'] as const),
  ],
  marks: [
    ...(['move-down', 'move-up', 'mark', 'cancel', 'copy', 'run-again', 'back', 'compare', 'open'] as const),
    ...(['filter', 'view'] as const),
    ...(['columns-left', 'columns-right', 'sort', 'help', 'quit'] as const),
  ],
  groups: [
    ...([
      'move-down',
      'move-up',
      'open',
      'shared-causes',
      'filter',
      'reload',
      'view',
      'retry-group',
      'note',
      'mute',
    ] as const),
    ...(['sort', 'copy', 'times', 'help', 'leave'] as const),
  ],
  compare: [
    ...(['move-down', 'move-up', 'next-difference', 'previous-difference', 'fold', 'swap'] as const),
    ...(['step-in-trace', 'noise', 'reveal', 'copy', 'copy-comparison', 'reload', 'help', 'leave'] as const),
  ],
  payloads: [
    ...([
      'move-down',
      'move-up',
      'open',
      'next-match',
      'fold',
      'tab-next',
      'next-error',
      'groups',
      'raw',
      'reveal',
      'copy',
      'compare',
    ] as const),
    ...(['search', 'filter-by-value', 'format', 'next-run', 'cancel', 'run-again', 'help', 'leave'] as const),
  ],
  waterfall: [
    ...(['move-down', 'move-up', 'open', 'next-match', 'next-error', 'fold-in', 'fold-out'] as const),
    ...(['zoom-whole', 'zoom-in', 'zoom-out'] as const),
    ...(['fold-all', 'sort-spans', 'raw', 'groups'] as const),
    ...([
      'search',
      'copy',
      'compare',
      'tab-next',
      'reveal',
      'next-run',
      'cancel',
      'run-again',
      'help',
      'leave',
    ] as const),
  ],
};

function placeOf({ screen, detail, list }: State): Place {
  if (screen === 'groups' || screen === 'compare') return screen;
  if (screen === 'table') return list.marks.size > 0 ? 'marks' : 'table';
  return keyPlace({ screen, detail }) === 'waterfall' ? 'waterfall' : 'payloads';
}

function hasRows({ screen, list, groups, compare }: State): boolean {
  if (screen === 'detail') return true;
  if (screen === 'compare') return compare?.comparison !== undefined;
  return (screen === 'groups' ? groups?.rows : list.rows)?.length !== 0;
}

const isZoomed = ({ detail }: State): boolean => detail?.trace.zoom !== undefined;
const hasSpans = ({ detail }: State): boolean => detail !== undefined && detail.trace.index.spans.length > 0;

/** Whether a key would do something here, where that is not why it is disabled. */
const matters: Readonly<Partial<Record<Command, (state: State) => boolean>>> = {
  'move-down': hasRows,
  'move-up': hasRows,
  sort: hasRows,
  reload: ({ store, list, compare }) =>
    store.link.type === 'stale' || list.missing.length > 0 || compare?.error !== undefined,
  compare: state => isFailed(state) || state.list.marks.size > 0,
  'run-again': state => isFailed(state) || state.list.marks.size > 0,
  'next-difference': ({ compare }) => compare?.comparison?.differences.length !== 0,
  'previous-difference': ({ compare }) => compare?.comparison?.differences.length !== 0,
  'columns-left': hasRows,
  'columns-right': hasRows,
  groups: state =>
    state.screen === 'detail' ? state.detail?.summary.status === 'failed' : hasFailures(state),
  'shared-causes': state => state.screen === 'groups' || hasFailures(state),
  'next-match': ({ detail }) => detail?.search !== undefined && detail.search.matches.length > 0,
  'zoom-in': hasSpans,
  'zoom-out': hasSpans,
  'fold-all': hasSpans,
  'sort-spans': hasSpans,
  open: opensSomething,
  'fold-in': isZoomed,
  'fold-out': isZoomed,
  raw: hasSpans,
  reveal: ({ screen, detail, compare }) => {
    if (screen === 'compare') return compare?.comparison !== undefined && hasSecrets(compare.comparison);
    return detail !== undefined && (detail.look.reveal || hiddenSecrets(detail).count > 0);
  },
  'next-error': ({ screen, detail, list }) =>
    screen === 'table'
      ? list.rows.some(run => run.status === 'failed')
      : detail !== undefined && hasErrors(detail),
};

function opensSomething(state: State): boolean {
  if (keyPlace(state) === 'waterfall') return spanAtCursor(state) !== undefined;
  return state.screen !== 'detail' || (state.detail !== undefined && focusedLink(state.detail) !== undefined);
}

/** Whose data a key shows or hides. */
function spanAtCursor({ detail }: State): SpanNode | undefined {
  if (!detail) return undefined;
  const node = nodeAtCursor(detail);
  return node?.type === 'span' ? node : undefined;
}

/** Of the run that keys apply to. */
function isFailed({ screen, detail, list }: State): boolean {
  return (screen === 'detail' ? detail?.summary : cursorRun(list))?.status === 'failed';
}

function hasFailures({ list, store }: State): boolean {
  return (store.counts?.failed ?? 0) > 0 || list.rows.some(run => run.status === 'failed');
}

function hasErrors({ summary, trace }: DetailState): boolean {
  return (
    summary.errorSummary !== undefined || summary.status === 'failed' || failures(trace.index).length > 0
  );
}

/** The hints for the enabled keys of the overlay or screen that has the focus. */
export function hintsFor(state: State): readonly Hint[] {
  const { overlay } = state;
  return joinSameLabels(overlay.type === 'none' ? screenHints(state) : overlayHints(overlay));
}

function screenHints(state: State): readonly Hint[] {
  const bound = bindingsAt(keyPlace(state));
  return offered[placeOf(state)]
    .filter(command => disabledReason(command, state) === undefined && (matters[command]?.(state) ?? true))
    .map(command => bound.find(one => one.command === command))
    .flatMap(binding => (binding ? toHint(binding.keys, labelOf(binding, state)) : []));
}

function labelOf({ command, label }: Binding, state: State): string {
  if (command === 'reveal' && isRevealed(state)) return 'mask';
  if (command === 'noise' && state.compare?.showsNoise) return 'hide noise';
  if (command === 'fold-in' || command === 'fold-out') return 'earlier/later';
  if (command === 'open' && keyPlace(state) === 'waterfall')
    return spanAtCursor(state)?.showsAttributes ? 'hide data' : 'data';
  if (command === 'open' && state.screen === 'groups') return 'runs';
  if (command === 'open' && state.screen === 'detail') return 'open run';
  if (command === 'groups' && state.screen === 'detail') return 'group';
  if (command === 'open' && state.screen === 'table' && !cursorRun(state.list))
    return canContinueSearch(state.list) ? 'continue' : 'list that';
  return command === 'back' && placeOf(state) === 'marks' && !state.detail ? 'clear marks' : label;
}

function isRevealed({ screen, compare, detail }: State): boolean {
  return (screen === 'compare' ? compare?.reveal : detail?.look.reveal) === true;
}

function overlayHints(overlay: OpenOverlay): readonly Hint[] {
  return keysOf(overlay)
    .bindings.filter(({ reason }) => reason?.(overlay) === undefined)
    .flatMap(({ keys, label }) => toHint(keys, typeof label === 'function' ? label(overlay) : label));
}

function toHint([key]: readonly Key[], label: string | undefined): readonly Hint[] {
  return key === undefined || label === undefined ? [] : [{ keys: keyName(key), label }];
}

/** Joins adjacent keys with the same label: `j/k move`. */
function joinSameLabels(hints: readonly Hint[]): readonly Hint[] {
  const joined: Hint[] = [];
  for (const hint of hints) {
    const last = joined.at(-1);
    if (last?.label !== hint.label) joined.push(hint);
    else joined[joined.length - 1] = { ...last, keys: `${last.keys}/${hint.keys}` };
  }
  return joined;
}
