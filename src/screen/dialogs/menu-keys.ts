import { chooseCopy } from '../copy/copy-menu.ts';
import { chooseValue, type ValueAct } from '../frequency/value-menu.ts';
import { chooseGroupCopy } from '../groups/group-copy-menu.ts';
import { chooseGroupSort } from '../groups/group-sort-menu.ts';
import { chooseMute } from '../groups/mute-menu.ts';
import { keyName } from '../shell/key.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { dialogRows } from '../shell/window-size.ts';
import { chooseColumn } from '../table/columns-menu.ts';
import { chooseSort } from '../table/sort-menu.ts';
import { chooseTarget } from '../targets/target-menu.ts';
import {
  chooseDeleteView,
  chooseView,
  openDeleteView,
  openRenameView,
  saveItem,
  whyFixed,
} from '../views/view-menu.ts';
import { itemKey, itemsWithLetter, type Menu, type MenuPurpose } from './menu.ts';
import type { OverlayBinding, OverlayKeys } from './overlay-binding.ts';

type Choose = (context: SessionContext, id: string, menu: Menu) => void;

const acts: Readonly<Record<ValueAct, string>> = { filter: 'filter', exclude: 'exclude', count: 'count' };

const chosen: Readonly<Record<MenuPurpose, Choose>> = {
  view: chooseView,
  'delete-view': chooseDeleteView,
  sort: chooseSort,
  columns: chooseColumn,
  copy: chooseCopy,
  target: chooseTarget,
  value: (context, id, { choices }) => choices && chooseValue(context, choices, Number(id)),
  'group-sort': chooseGroupSort,
  'group-copy': chooseGroupCopy,
  mute: chooseMute,
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
    { keys: ['pagedown', 'ctrl+f', 'ctrl+d'], help: 'down a page of items', press: movePage(1) },
    { keys: ['pageup', 'ctrl+b', 'ctrl+u'], help: 'up a page of items', press: movePage(-1) },
    { keys: ['home'], help: 'to the first item', press: moveTo(0) },
    { keys: ['end'], help: 'to the last item', press: moveTo(Number.POSITIVE_INFINITY) },
    {
      keys: ['enter'],
      label: chooseLabel,
      help: 'choose the item',
      press: (context, menu) => choose(context, menu, menu.index),
    },
    {
      keys: ['space'],
      help: 'show or hide a column',
      where: 'column menu',
      reason: ({ purpose }) => (purpose === 'columns' ? undefined : `${keyName('enter')} chooses the item`),
      press: (context, menu) => choose(context, menu, menu.index),
    },
    {
      keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      help: 'choose an item by its number',
      press: chooseByNumber,
    },
    {
      keys: [...'abcdefghilmnoprstuvwxyz'],
      help: 'choose the item that begins with the letter; of several, go to the next',
      press: chooseByLetter,
    },
    valueBinding('=', 'filter', 'list the runs with this value, too'),
    valueBinding('-', 'exclude', 'exclude the runs with this value'),
    valueBinding('F', 'count', 'how often each value occurs'),
    {
      keys: ['R'],
      label: 'rename',
      help: 'rename the saved view',
      where: 'view menu',
      reason: whyNoSavedView,
      press: openRenameView,
    },
    {
      keys: ['D'],
      label: 'delete',
      help: 'delete the saved view',
      where: 'view menu',
      reason: whyNoSavedView,
      press: openDeleteView,
    },
    {
      keys: ['escape', 'q'],
      label: 'close',
      help: 'close the menu',
      press: ({ dispatch }) => dispatch({ overlay: 'menu', type: 'closed' }),
    },
  ],
};

function valueBinding(key: string, act: ValueAct, help: string): OverlayBinding<Menu> {
  return {
    keys: [key],
    // Enter does this one.
    label: ({ choices }) => (choices?.act === act ? undefined : acts[act]),
    help,
    where: 'value menu',
    reason: ({ choices }) => (choices ? undefined : `${keyName('enter')} chooses the item`),
    press: (context, { choices, index }) => {
      context.dispatch({ overlay: 'menu', type: 'item-chosen' });
      if (choices) chooseValue(context, choices, index, act);
    },
  };
}

function moveBy(by: 1 | -1) {
  return ({ dispatch }: SessionContext): void => dispatch({ overlay: 'menu', type: 'cursor-moved', by });
}

function movePage(by: 1 | -1) {
  return (context: SessionContext, { index }: Menu): void =>
    moveTo(index + by * dialogRows(context.getState().size))(context);
}

function moveTo(index: number) {
  return ({ dispatch }: SessionContext): void => dispatch({ overlay: 'menu', type: 'cursor-set', index });
}

function chooseLabel({ choices, purpose }: Menu): string {
  if (choices) return acts[choices.act];
  return purpose === 'columns' ? 'show/hide' : 'choose';
}

function chooseByNumber(context: SessionContext, menu: Menu, key: string): void {
  const index = menu.items.findIndex((_, at) => itemKey(menu, at) === key);
  if (index < 0) sayNone(context, `no item here has the number ${key}`);
  else choose(context, menu, index);
}

function chooseByLetter(context: SessionContext, menu: Menu, letter: string): void {
  const [next, ...others] = itemsWithLetter(menu, letter);
  if (next === undefined) return sayNone(context, noItemText(menu, letter));
  if (others.length === 0) choose(context, menu, next);
  else context.dispatch({ overlay: 'menu', type: 'cursor-set', index: next });
}

function sayNone({ dispatch }: SessionContext, text: string): void {
  dispatch({ type: 'noticed', text, tone: 'info' });
}

function noItemText({ purpose }: Menu, letter: string): string {
  return purpose === 'view' && saveItem.label.toLowerCase().startsWith(letter)
    ? `there is no filter to save as a view: ${keyOf('filter')} filters the runs`
    : `no item here begins with ${letter}`;
}

function whyNoSavedView(menu: Menu): string | undefined {
  return menu.purpose === 'view' ? whyFixed(menu) : 'only saved views are renamed and deleted';
}

function choose(context: SessionContext, menu: Menu, index: number): void {
  const item = menu.items[index];
  if (!item) return;
  if (menu.purpose !== 'columns') context.dispatch({ overlay: 'menu', type: 'item-chosen' });
  chosen[menu.purpose](context, item.id, menu);
}
