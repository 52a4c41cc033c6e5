import type { Run } from '../../../model/run.ts';

export type MenuItem = { readonly id: string; readonly label: string; readonly hint?: string };

export type MenuPurpose = 'view' | 'sort' | 'columns' | 'copy' | 'target';

export type Menu = {
  readonly type: 'menu';
  readonly purpose: MenuPurpose;
  readonly title: string;
  readonly items: readonly MenuItem[];
  /** The index of the item under the cursor. */
  readonly index: number;
  /** The run to copy from, as read for this menu. */
  readonly run?: Run;
};

export type MenuAction = { readonly overlay: 'menu' } & (
  | ({ readonly type: 'opened'; readonly chosen?: string } & Omit<Menu, 'type' | 'index'>)
  | { readonly type: 'cursor-moved'; readonly by: 1 | -1 }
  | { readonly type: 'item-chosen' }
  | { readonly type: 'item-toggled'; readonly id: string; readonly items: readonly MenuItem[] }
  | { readonly type: 'closed' }
);

export function reduceMenu(menu: Menu | undefined, action: MenuAction): Menu | undefined {
  if (action.type === 'opened') return openMenu(action);
  if (!menu) return undefined;
  switch (action.type) {
    case 'cursor-moved': {
      const count = menu.items.length;
      return { ...menu, index: (menu.index + action.by + count) % count };
    }
    case 'item-toggled':
      return { ...menu, items: action.items, index: indexOf(action.items, action.id) };
    case 'item-chosen':
    case 'closed':
      return undefined;
  }
}

function openMenu({
  purpose,
  title,
  items,
  run,
  chosen,
}: Extract<MenuAction, { readonly type: 'opened' }>): Menu {
  return { type: 'menu', purpose, title, items, run, index: indexOf(items, chosen) };
}

function indexOf(items: readonly MenuItem[], id: string | undefined): number {
  return Math.max(
    0,
    items.findIndex(item => item.id === id),
  );
}
