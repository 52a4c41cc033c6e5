import type { DetailCommand } from './detail-actions.ts';
import { foldAll, unfoldAll } from './outline/fold-all.ts';
import { rowAt, rowOf, setOpen } from './outline/open-tree.ts';
import { isFoldable } from './outline/outline-children.ts';
import { toggleAttributes } from './outline/waterfall.ts';
import type { Look } from './rows/flow.ts';
import {
  cursorPath,
  isSamePlace,
  moveBy,
  moveTo,
  type Pane,
  type PaneSize,
  refold,
  showBelow,
} from './rows/pane.ts';

/** Applies a command to the outline: moves the cursor, or folds. */
export function moveInPane(pane: Pane, command: DetailCommand, look: Look, size: PaneSize): Pane {
  const next = showBelow(pane, apply(pane, command, look, size), look, size);
  return isSamePlace(pane, next) ? pane : next;
}

function apply(pane: Pane, command: DetailCommand, look: Look, size: PaneSize): Pane {
  switch (command.type) {
    case 'move':
      return moveBy(pane, command.by, look, size);
    case 'page':
      return moveBy(pane, command.by * size.height, look, size);
    case 'half-page':
      return moveBy(pane, command.by * Math.ceil(size.height / 2), look, size);
    case 'top':
      return moveTo(pane, 0, look, size);
    case 'bottom':
      return moveTo(pane, pane.root.rows - 1, look, size);
    case 'toggle':
      return toggle(pane);
    case 'enter':
      return enter(pane);
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
  if (!row || !isFoldable(row.node)) return pane;
  return refold(pane, setOpen(pane.root, row.path, !row.isOpen));
}

function enter(pane: Pane): Pane {
  const row = rowAt(pane.root, pane.cursor);
  if (row?.node.type !== 'span') return toggle(pane);
  return refold(pane, toggleAttributes(pane.root, row.path));
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

/** Folds everything if anything is unfolded, else unfolds it; the cursor moves to its outermost node. */
function toggleAll(pane: Pane): Pane {
  const hasOpen = pane.root.children.some(child => child.isOpen);
  const { node } = pane.root;
  const { root, isWhole } = hasOpen ? { root: foldAll(node), isWhole: true } : unfoldAll(node);
  if (root.rows === pane.root.rows) return pane;
  const folded = refold({ ...pane, cursor: rowOf(pane.root, cursorPath(pane).slice(0, 1)) }, root);
  return isWhole ? folded : { ...folded, isUnfoldedInPart: true };
}
