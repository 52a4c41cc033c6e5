import { Box, type DOMElement, measureElement, Text } from 'ink';
import SelectInput from 'ink-select-input';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { fitText } from '../../model/text/width.ts';
import type { RowPainter } from '../paint/row-painter.ts';
import { usePainted } from '../paint/rows.tsx';
import { cursorMark, type Theme } from '../paint/theme.ts';
import type { Size } from '../shell/state.ts';
import { type ScreenProps, useSelected } from '../shell/use-selected.ts';
import { type Drawing, type DrawnItems, dialogOf } from './define-dialog.ts';

export function Dialog({ session, theme, painter }: ScreenProps) {
  const state = useSelected(session, now => (now.overlay.type === 'none' ? undefined : now));
  const drawing = state && dialogOf(state.overlay)?.draw({ state, theme });
  if (!drawing) return null;
  const { items, ...rest } = drawing;
  return (
    <DialogBox {...rest} size={state.size} painter={painter}>
      {items && <MenuItems {...items} theme={theme} />}
    </DialogBox>
  );
}

/** The session handles the keys. `ink-select-input` has a cursor of its own: each position mounts it anew. */
function MenuItems({ items, index, limit, theme }: DrawnItems & { readonly theme: Theme }) {
  return (
    <SelectInput
      key={index}
      items={items.map(({ id, label }) => ({ key: id, value: id, label }))}
      initialIndex={index}
      limit={limit}
      isFocused={false}
      indicatorComponent={({ isSelected = false }) => (
        <Text>{isSelected ? theme.accent(` ${cursorMark} `) : '   '}</Text>
      )}
      itemComponent={({ isSelected = false, label }) => (
        <Text wrap="truncate">{`${isSelected ? theme.inverse(label) : label} `}</Text>
      )}
    />
  );
}

type Props = Omit<Drawing, 'items'> & {
  readonly size: Size;
  readonly painter: RowPainter;
  /** As wide as the lines with their blank columns, as Ink shows what is below unwritten cells. */
  readonly children?: ReactNode;
};

/** A box a little above the middle. Ink draws its border; its lines are painted beneath Ink. */
function DialogBox({ title, lines = [], width, size, painter, children }: Props) {
  const box = useRef<DOMElement>(null);
  const content = useRef<DOMElement>(null);
  const fitted = [title, ...lines].map(line => ` ${fitText(line, width)} `);
  const painted = usePainted(painter, fitted);
  useLayoutEffect(
    () =>
      painter.addDialog({
        measure: () => box.current && measureElement(box.current),
        rows: {
          measure: () => content.current && measureElement(content.current),
          lines: () => painted.current,
        },
      }),
    [painter, painted],
  );
  return (
    // Yoga rounds to the nearest cell; with one cell less, it rounds down.
    <Box
      position="absolute"
      flexDirection="column"
      alignItems="center"
      width={size.columns - 1}
      height={size.rows - 1}
    >
      <Box flexGrow={1} />
      <Box ref={box} flexDirection="column" borderStyle="round" flexShrink={0}>
        <Box ref={content} width={width + 2} height={fitted.length} flexShrink={0} />
        {children}
      </Box>
      <Box flexGrow={2} />
    </Box>
  );
}
