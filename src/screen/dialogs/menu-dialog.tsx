import { Text } from 'ink';
import SelectInput from 'ink-select-input';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import { cursorMark } from '../paint/cursor-mark.ts';
import type { Theme } from '../paint/theme.ts';
import { dialogRoom } from '../shell/window-size.ts';
import { DialogBox, type DialogProps } from './dialog-box.tsx';
import { itemKey, type MenuItem, type MenuPurpose } from './menu.ts';

const narrow = 50;
/** The menus whose items are long. */
const wide: ReadonlySet<MenuPurpose> = new Set(['target', 'value']);
const markColumns = 2;
const leastHint = 14;

/**
 * The session handles the keys. `ink-select-input` keeps its own cursor, so it is remounted for each
 * position.
 */
export function MenuDialog({ overlay, state: { size }, theme, painter }: DialogProps<'menu', 'size'>) {
  const { purpose, title, index } = overlay;
  const { width, height } = dialogRoom(size, wide.has(purpose) ? undefined : narrow);
  const items = overlay.items.map((item, at) => ({
    key: item.id,
    value: item.id,
    label: itemText(item, itemKey(overlay, at) ?? ' ', width - markColumns, theme),
  }));
  const isWhole = items.length <= height;
  const place = isWhole ? '' : theme.dim(`  (${index + 1} of ${items.length})`);
  return (
    <DialogBox title={theme.bold(title) + place} width={width} size={size} painter={painter}>
      <SelectInput
        key={index}
        items={items}
        initialIndex={index}
        limit={isWhole ? items.length : height}
        isFocused={false}
        indicatorComponent={({ isSelected = false }) => (
          <Text>{isSelected ? theme.accent(` ${cursorMark} `) : '   '}</Text>
        )}
        itemComponent={({ isSelected = false, label }) => (
          <Text wrap="truncate">{`${isSelected ? theme.inverse(label) : label} `}</Text>
        )}
      />
    </DialogBox>
  );
}

function itemText(item: MenuItem, key: string, width: number, theme: Theme): string {
  const box = item.isOn === undefined ? '' : `[${item.isOn ? 'x' : ' '}] `;
  const text = `${key} ${box}${safeLine(item.label)}`;
  const hint = item.hint === undefined ? '' : ` ${safeLine(item.hint)}`;
  const wanted = Math.max(width - displayWidth(hint), Math.min(displayWidth(text), width - leastHint));
  const label = fitText(text, Math.max(12, wanted));
  return fitText(`${label}${theme.dim(hint)}`, width);
}
