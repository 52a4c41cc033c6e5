import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import type { RowValue } from '../frequency/row-values.ts';

export type MenuItem = {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** The digit that chooses it. */
  readonly key?: string;
  /** Whether a column is shown; absent for other items. */
  readonly isOn?: boolean;
  /** Set for a view that the user saved. */
  readonly isSaved?: true;
};

export type MenuPurpose =
  | 'view'
  | 'delete-view'
  | 'sort'
  | 'columns'
  | 'copy'
  | 'target'
  | 'value'
  | 'group-sort'
  | 'group-copy'
  | 'mute';

export type Menu = {
  readonly type: 'menu';
  readonly purpose: MenuPurpose;
  readonly title: string;
  readonly items: readonly MenuItem[];
  /** The index of the item under the cursor. */
  readonly index: number;
  /** What to copy from, fixed when the menu opens. */
  readonly source?: CopyMenuSource;
  readonly choices?: ValueChoices;
};

/** What to do with a value of a run; one for each item, fixed when the menu opens. */
export type ValueChoices = {
  readonly act: 'filter' | 'exclude' | 'count';
  readonly values: readonly RowValue[];
};

/** A run, whole once it is read, the marked runs, or a group of failures. */
export type CopyMenuSource =
  | { readonly type: 'run'; readonly run: RunSummary | Run }
  | { readonly type: 'marked'; readonly runs: readonly RunSummary[] }
  | { readonly type: 'group'; readonly group: FailureGroup };

export type MenuAction = { readonly overlay: 'menu' } & (
  | ({ readonly type: 'opened'; readonly chosen?: string } & Omit<Menu, 'type' | 'index'>)
  | { readonly type: 'cursor-moved'; readonly by: 1 | -1 }
  | { readonly type: 'cursor-set'; readonly index: number }
  | { readonly type: 'item-chosen' }
  /** The run of the copy menu has been read whole. */
  | { readonly type: 'run-read'; readonly run: Run; readonly items: readonly MenuItem[] }
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
    case 'cursor-set':
      return { ...menu, index: Math.max(0, Math.min(menu.items.length - 1, action.index)) };
    case 'run-read':
      return { ...menu, source: { type: 'run', run: action.run }, items: action.items };
    case 'item-toggled':
      return { ...menu, items: action.items, index: indexOf(action.items, action.id) };
    case 'item-chosen':
    case 'closed':
      return undefined;
  }
}

/** The menus whose items have digits of their own, wherever they stand. */
const withOwnKeys: ReadonlySet<MenuPurpose> = new Set(['view', 'copy']);

/** The digit that chooses an item: its own, else its place among the first nine. */
export function itemKey({ items, purpose }: Menu, index: number): string | undefined {
  if (withOwnKeys.has(purpose)) return items[index]?.key;
  return index < 9 ? String(index + 1) : undefined;
}

/** The items whose first letter is this one, after the cursor and then from the top. */
export function itemsWithLetter({ items, index }: Menu, letter: string): readonly number[] {
  const places = items.map((_, at) => (index + 1 + at) % items.length);
  return places.filter(at => items[at]?.label.toLowerCase().startsWith(letter));
}

function openMenu({
  purpose,
  title,
  items,
  source,
  choices,
  chosen,
}: Extract<MenuAction, { readonly type: 'opened' }>): Menu {
  return { type: 'menu', purpose, title, items, source, choices, index: indexOf(items, chosen) };
}

function indexOf(items: readonly MenuItem[], id: string | undefined): number {
  return Math.max(
    0,
    items.findIndex(item => item.id === id),
  );
}
