import { keyName } from '../../keys/key.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import { chooseColumn } from './columns-menu.ts';
import { chooseCopy } from './copy-menu.ts';
import type { Menu, MenuItem, MenuPurpose } from './menu.ts';
import { chooseSort } from './sort-menu.ts';
import { chooseTarget } from './target-menu.ts';
import { chooseView } from './view-menu.ts';

type Choose = (context: SessionContext, id: string, menu: Menu) => void;

const chosen: Readonly<Record<MenuPurpose, Choose>> = {
  view: chooseView,
  sort: chooseSort,
  columns: chooseColumn,
  copy: chooseCopy,
  target: chooseTarget,
};

export const menuKeys: OverlayKeys<Menu> = {
  where: 'menu',
  bindings: [
    {
      keys: ['j', 'down'],
      label: 'move',
      help: 'down one item; from the last to the first',
      press: moveBy(1),
    },
    { keys: ['k', 'up'], label: 'move', help: 'up one item; from the first to the last', press: moveBy(-1) },
    {
      keys: ['enter'],
      label: 'choose',
      help: 'choose the item',
      press: (context, menu) => choose(context, menu, menu.items[menu.index]),
    },
    {
      keys: ['space'],
      help: 'show or hide a column',
      reason: ({ purpose }) => (purpose === 'columns' ? undefined : `${keyName('enter')} chooses the item`),
      press: (context, menu) => choose(context, menu, menu.items[menu.index]),
    },
    {
      keys: ['escape', 'q'],
      label: 'close',
      help: 'close the menu',
      press: ({ dispatch }) => dispatch({ overlay: 'menu', type: 'closed' }),
    },
    {
      keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      help: 'choose an item by its number',
      press: (context, menu, key) => choose(context, menu, menu.items[Number(key) - 1]),
    },
  ],
};

function moveBy(by: 1 | -1) {
  return ({ dispatch }: SessionContext): void => dispatch({ overlay: 'menu', type: 'cursor-moved', by });
}

function choose(context: SessionContext, menu: Menu, item: MenuItem | undefined): void {
  if (!item) return;
  if (menu.purpose !== 'columns') context.dispatch({ overlay: 'menu', type: 'item-chosen' });
  chosen[menu.purpose](context, item.id, menu);
}
