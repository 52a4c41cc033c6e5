import { Text } from 'ink';
import SelectInput from 'ink-select-input';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { fitText } from '../../model/text/width.ts';
import type { MenuItem, Overlay } from '../../state/state.ts';
import type { Theme } from '../theme.ts';

type Props = {
  readonly menu: Extract<Overlay, { readonly type: 'menu' }>;
  readonly width: number;
  readonly limit: number;
  readonly theme: Theme;
  readonly onChoose: (itemId: string) => void;
};

/** A short closed list; it has the keys itself while it is open. */
export function Menu({ menu, width, limit, theme, onChoose }: Props) {
  const items = menu.items.map(item => ({
    key: item.id,
    value: item.id,
    label: itemText(item, width - 2, theme),
  }));
  return (
    <SelectInput
      items={items}
      initialIndex={menu.initialIndex}
      limit={Math.min(limit, items.length)}
      indicatorComponent={({ isSelected = false }) => (
        <Text>{isSelected ? ` ${theme.accent('▌')} ` : '   '}</Text>
      )}
      itemComponent={({ isSelected = false, label }) => <Text>{isSelected ? theme.bold(label) : label}</Text>}
      onSelect={item => onChoose(item.value)}
    />
  );
}

function itemText(item: MenuItem, width: number, theme: Theme): string {
  const hint = item.hint === undefined ? '' : ` ${sanitizeLine(item.hint)}`;
  const label = fitText(sanitizeLine(item.label), Math.max(8, width - hint.length));
  return fitText(`${label}${theme.dim(hint)}`, width + 1);
}
