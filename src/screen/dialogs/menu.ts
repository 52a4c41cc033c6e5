import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import { markColumns, type Theme } from '../paint/theme.ts';
import type { MenuItem } from '../shell/effects.ts';
import { keyName } from '../shell/keyboard.ts';
import { dialogRoom, dialogRows } from '../shell/layout.ts';
import type { Overlay, SessionContext } from '../shell/state.ts';
import {
  type Dialog,
  type DialogBinding,
  type DialogDefinition,
  type Drawing,
  defineDialog,
  type Look,
  type Pressed,
} from './define-dialog.ts';

export type Menu<Type extends string = string, Item extends MenuItem = MenuItem> = {
  readonly type: Type;
  readonly title: string;
  readonly items: readonly Item[];
  readonly index: number;
};

type MenuDefinition<Shown extends Menu> = {
  readonly type: Shown['type'];
  readonly choose: (menu: Shown, id: string, context: SessionContext) => Pressed<Shown>;
  /** What Enter does, in a word. */
  readonly label?: string | ((menu: Shown) => string);
  readonly keys?: readonly DialogBinding<Shown>[];
  /** Whether items have digits of their own; otherwise the first nine are numbered. */
  readonly hasDigits?: boolean;
  readonly isWide?: boolean;
  readonly noItem?: (letter: string) => string | undefined;
};

export function defineMenu<Shown extends Menu & Overlay>(
  definition: MenuDefinition<Shown> & Pick<DialogDefinition<Shown>, 'work'>,
): Dialog<Shown> {
  const { type, work } = definition;
  return defineDialog<Shown>({
    type,
    work,
    keys: { where: 'menu', bindings: bindingsOf(definition) },
    lines: (menu, look) => drawMenu(menu, definition, look),
  });
}

export function itemIndex(items: readonly MenuItem[], id: string | undefined): number {
  const index = items.findIndex(item => item.id === id);
  return Math.max(0, index);
}

export function moveInMenu<Shown extends Menu>(menu: Shown, by: 1 | -1): Shown {
  const count = menu.items.length;
  return { ...menu, index: (menu.index + by + count) % count };
}

export function moveTo<Shown extends Menu>(menu: Shown, index: number): Shown {
  return { ...menu, index: Math.max(0, Math.min(menu.items.length - 1, index)) };
}

function bindingsOf<Shown extends Menu>(definition: MenuDefinition<Shown>): readonly DialogBinding<Shown>[] {
  const { choose, label = 'choose', keys = [], noItem } = definition;
  const page = ({ getState }: SessionContext): number => dialogRows(getState().size);
  const chooseAt = (menu: Shown, index: number, context: SessionContext): Pressed<Shown> => {
    const item = menu.items[index];
    return item ? choose(menu, item.id, context) : menu;
  };
  const refuse = (menu: Shown, { say }: SessionContext, text: string): Shown => {
    say(text);
    return menu;
  };
  const chooseByNumber: DialogBinding<Shown>['press'] = (menu, context, key) => {
    const index = menu.items.findIndex((_, at) => digitOf(menu, at, definition) === key);
    if (index < 0) return refuse(menu, context, `no item here has the number ${key}`);
    return chooseAt(menu, index, context);
  };
  const chooseByLetter: DialogBinding<Shown>['press'] = (menu, context, letter) => {
    const [next, ...others] = itemsWithLetter(menu, letter);
    const none = noItem?.(letter) ?? `no item here begins with ${letter}`;
    if (next === undefined) return refuse(menu, context, none);
    return others.length === 0 ? chooseAt(menu, next, context) : moveTo(menu, next);
  };
  return [
    {
      keys: ['j', 'down'],
      label: 'move',
      help: 'down one item; from the last to the first',
      press: menu => moveInMenu(menu, 1),
    },
    {
      keys: ['k', 'up'],
      label: 'move',
      help: 'up one item; from the first to the last',
      press: menu => moveInMenu(menu, -1),
    },
    {
      keys: ['pagedown', 'ctrl+f', 'ctrl+d'],
      help: 'down a page of items',
      press: (menu, context) => moveTo(menu, menu.index + page(context)),
    },
    {
      keys: ['pageup', 'ctrl+b', 'ctrl+u'],
      help: 'up a page of items',
      press: (menu, context) => moveTo(menu, menu.index - page(context)),
    },
    { keys: ['home'], help: 'to the first item', press: menu => moveTo(menu, 0) },
    { keys: ['end'], help: 'to the last item', press: menu => moveTo(menu, menu.items.length - 1) },
    {
      keys: ['enter'],
      label,
      help: 'choose the item',
      press: (menu, context) => chooseAt(menu, menu.index, context),
    },
    ...(keys.some(binding => binding.keys.includes('space')) ? [] : [noSpace]),
    { keys: [...'0123456789'], help: 'choose an item by its number', press: chooseByNumber },
    {
      keys: letters.filter(letter => !keys.some(own => own.keys.includes(letter))),
      help: 'choose the item that begins with the letter; of several, go to the next',
      press: chooseByLetter,
    },
    ...keys,
    { keys: ['escape', 'q'], label: 'close', help: 'close the menu', press: () => undefined },
  ];
}

/** The other letters move, or close a menu. */
const letters = [...'abcdefghilmnoprstuvwxyz'];

/** In other lists, space chooses. */
const noSpace = {
  keys: ['space'],
  reason: () => `${keyName('enter')} chooses the item`,
  press: <Shown>(menu: Shown) => menu,
};

/** The items that begin with the letter, first those after the cursor. */
function itemsWithLetter({ items, index }: Menu, letter: string): readonly number[] {
  const places = items.map((_, at) => (index + 1 + at) % items.length);
  return places.filter(at => items[at]?.label.toLowerCase().startsWith(letter));
}

type Digits = { readonly hasDigits?: boolean };

function digitOf({ items }: Menu, index: number, { hasDigits }: Digits): string | undefined {
  if (hasDigits) return items[index]?.key;
  return index < 9 ? String(index + 1) : undefined;
}

const narrow = 50;

function drawMenu(
  menu: Menu,
  definition: Digits & { readonly isWide?: boolean },
  { state, theme }: Look,
): Drawing {
  const { title, index } = menu;
  const { width, height } = dialogRoom(state.size, definition.isWide ? undefined : narrow);
  const items = menu.items.map((item, at) => ({
    id: item.id,
    label: itemText(item, digitOf(menu, at, definition) ?? ' ', width - markColumns, theme),
  }));
  const isWhole = items.length <= height;
  const place = isWhole ? '' : theme.dim(`  (${index + 1} of ${items.length})`);
  const limit = isWhole ? items.length : height;
  return { title: theme.bold(title) + place, width, items: { items, index, limit } };
}

const leastHint = 14;

function itemText(item: MenuItem, key: string, width: number, theme: Theme): string {
  const box = item.isOn === undefined ? '' : `[${item.isOn ? 'x' : ' '}] `;
  const text = `${key} ${box}${safeLine(item.label)}`;
  const hint = item.hint === undefined ? '' : ` ${safeLine(item.hint)}`;
  const wanted = Math.max(width - displayWidth(hint), Math.min(displayWidth(text), width - leastHint));
  const label = fitText(text, Math.max(12, wanted));
  return fitText(`${label}${theme.dim(hint)}`, width);
}

export type Choice = MenuItem & { readonly choose: (context: SessionContext) => void };

export const choiceMenu = defineMenu<Menu<'choice-menu', Choice>>({
  type: 'choice-menu',
  choose:
    ({ items }, id, context) =>
    () =>
      items.find(item => item.id === id)?.choose(context),
});

export function offer(
  context: SessionContext,
  title: string,
  items: readonly Choice[],
  chosen?: string,
): void {
  choiceMenu.open(context, { type: 'choice-menu', title, items, index: itemIndex(items, chosen) });
}
