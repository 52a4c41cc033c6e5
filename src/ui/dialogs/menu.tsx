import { Text } from 'ink';
import SelectInput from 'ink-select-input';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import type { MenuItem, Overlay } from '../../state/overlays/overlay.ts';
import type { Theme } from '../theme.ts';

type Props = {
  readonly menu: Extract<Overlay, { readonly type: 'menu' }>;
  readonly width: number;
  readonly limit: number;
  readonly theme: Theme;
};

const markColumns = 2;
const leastHint = 14;

/**
 * A short closed list. Its keys are the key map's like all others, so it is drawn anew for each place of the
 * cursor.
 */
export function Menu({ menu, width, limit, theme }: Props) {
  const items = menu.items.map(item => ({
    key: item.id,
    value: item.id,
    label: itemText(item, width - markColumns, theme),
  }));
  return (
    <SelectInput
      key={menu.index}
      items={items}
      initialIndex={menu.index}
      limit={Math.min(limit, items.length)}
      isFocused={false}
      indicatorComponent={({ isSelected = false }) => <Text>{isSelected ? theme.accent('▌ ') : '  '}</Text>}
      itemComponent={({ isSelected = false, label }) => (
        <Text wrap="truncate">{isSelected ? theme.inverse(label) : label}</Text>
      )}
    />
  );
}

function itemText(item: MenuItem, width: number, theme: Theme): string {
  const text = sanitizeLine(item.label);
  const hint = item.hint === undefined ? '' : ` ${sanitizeLine(item.hint)}`;
  const wanted = Math.max(width - displayWidth(hint), Math.min(displayWidth(text), width - leastHint));
  const label = fitText(text, Math.max(12, wanted));
  return fitText(`${label}${theme.dim(hint)}`, width);
}
