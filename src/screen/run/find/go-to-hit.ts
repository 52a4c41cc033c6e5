import { attributePrefix } from '../../trace/span-details.ts';
import { toggleAttributes } from '../../trace/waterfall.ts';
import type { DetailState } from '../detail-state.ts';
import { keysAlong, pathOfKeys } from '../open-keys.ts';
import { type OpenRoot, updateAt } from '../open-tree.ts';
import { childIndex } from '../outline/outline-children.ts';
import { cursorPath, jumpTo, type Pane, type PaneSize } from '../pane.ts';
import { paneSize, withPane } from '../panes.ts';
import { placeOfKeys } from './search-walk.ts';
import { showHit } from './show-hit.ts';

/** Moves the cursor to the row of a match, and scrolls to one of its hits; without a match, does nothing. */
export function goToHit(
  detail: DetailState,
  index: number | undefined,
  base: Pane,
  viewport: PaneSize,
  hit = 0,
): DetailState {
  const match = index === undefined ? undefined : detail.search?.matches[index];
  if (!detail.search || !match) return detail;
  const root = showAttributes(base.root, match.keys);
  const size = paneSize(detail, viewport);
  const pane = jumpTo({ ...base, root }, pathOfKeys(root, match.keys), detail.look, size);
  const shown = showHit(pane, { needle: detail.search.text.toLowerCase(), hit }, detail.look, size);
  return { ...withPane(detail, shown), search: { ...detail.search, current: index, hit } };
}

/** Shows the attributes of a span that contain the match. */
function showAttributes(root: OpenRoot, keys: readonly string[]): OpenRoot {
  const attribute = keys.findIndex(key => key.startsWith(attributePrefix));
  if (attribute < 1) return root;
  const path = pathOfKeys(root, keys.slice(0, attribute));
  let isShown = false;
  updateAt(root, path, at => {
    isShown = at.node.type === 'span' && at.node.showsAttributes;
    return at;
  });
  return isShown ? root : toggleAttributes(root, path);
}

/** Where the cursor is in the fully unfolded outline. */
export function cursorPlace(pane: Pane): readonly number[] {
  return placeOfKeys(pane.root.node, keysAlong(pane.root, cursorPath(pane)), childIndex);
}
