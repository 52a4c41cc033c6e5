import type { DetailState, DetailTab } from './detail.ts';
import { foldAll, unfoldAll } from './fold-all.ts';
import { rowAt, rowOf, setOpen } from './open-tree.ts';
import { isFoldable } from './outline-kids.ts';
import { cursorPath, moveBy, moveTo, type Pane, type PaneSize, refold } from './pane.ts';
import { activePane, paneSize, rebuild, withPane } from './panes.ts';

/** What a key asks of the detail. `by` is a number of steps, negative for back. */
export type DetailCommand =
  | { readonly type: 'move' | 'page' | 'half-page' | 'error' | 'match' | 'zoom'; readonly by: number }
  | { readonly type: 'top' | 'bottom' | 'toggle' | 'enter' | 'fold' | 'unfold' | 'toggle-all' | 'zoom-reset' }
  | { readonly type: 'tab'; readonly to: DetailTab }
  | { readonly type: 'tab'; readonly by: number }
  | { readonly type: 'format' | 'wrap' | 'raw' | 'reveal' }
  | { readonly type: 'search-changed'; readonly text: string }
  | { readonly type: 'search-accepted' | 'search-cleared' };

const tabs: readonly DetailTab[] = ['overview', 'metadata', 'trace'];

export function applyCommand(detail: DetailState, command: DetailCommand, viewport: PaneSize): DetailState {
  switch (command.type) {
    case 'tab':
      return { ...detail, tab: 'to' in command ? command.to : neighbour(detail.tab, command.by) };
    case 'format':
      return withLook(detail, { format: detail.look.format === 'json' ? 'yaml' : 'json' });
    case 'wrap':
      return withLook(detail, { wrap: !detail.look.wrap });
    case 'reveal':
      return rebuild(withLook(detail, { reveal: !detail.look.reveal }));
    default: {
      const pane = activePane(detail);
      const next = paneCommand(pane, command, detail, paneSize(viewport));
      return next === pane ? detail : withPane(detail, next);
    }
  }
}

function neighbour(tab: DetailTab, step: number): DetailTab {
  return tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? tab;
}

function withLook(detail: DetailState, look: Partial<DetailState['look']>): DetailState {
  return { ...detail, look: { ...detail.look, ...look } };
}

function paneCommand(pane: Pane, command: DetailCommand, { look }: DetailState, size: PaneSize): Pane {
  switch (command.type) {
    case 'move':
      return moveBy(pane, command.by, look, size);
    case 'top':
      return moveTo(pane, 0, look, size);
    case 'bottom':
      return moveTo(pane, pane.root.rows - 1, look, size);
    case 'page':
      return moveBy(pane, command.by * size.height, look, size);
    case 'half-page':
      return moveBy(pane, command.by * Math.ceil(size.height / 2), look, size);
    case 'toggle':
    case 'enter':
      return toggle(pane);
    case 'fold':
      return foldOrParent(pane);
    case 'unfold':
      return unfoldOrChild(pane);
    case 'toggle-all':
      return toggleAll(pane);
    default:
      return pane;
  }
}

function toggle(pane: Pane): Pane {
  const row = rowAt(pane.root, pane.cursor);
  return row ? refold(pane, setOpen(pane.root, row.path, !row.isOpen)) : pane;
}

function foldOrParent(pane: Pane): Pane {
  const row = rowAt(pane.root, pane.cursor);
  if (!row) return pane;
  if (row.isOpen) return toggle(pane);
  if (row.path.length < 2) return pane;
  return { ...pane, cursor: rowOf(pane.root, row.path.slice(0, -1)) };
}

function unfoldOrChild(pane: Pane): Pane {
  const row = rowAt(pane.root, pane.cursor);
  if (!row || !isFoldable(row.node)) return pane;
  return row.isOpen ? { ...pane, cursor: pane.cursor + 1 } : toggle(pane);
}

function toggleAll(pane: Pane): Pane {
  const isFolded = !pane.root.kids.some(kid => kid.isOpen);
  const [top] = cursorPath(pane);
  const root = isFolded ? unfoldAll(pane.root.node).root : foldAll(pane.root.node);
  return refold({ ...pane, cursor: rowOf(pane.root, top === undefined ? [] : [top]) }, root);
}
