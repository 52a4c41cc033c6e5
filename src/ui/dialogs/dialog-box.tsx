import { Box, type DOMElement, measureElement } from 'ink';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { Size } from '../../state/session/state.ts';
import { Line } from '../lines.tsx';
import type { RowPainter } from '../rows/row-painter.ts';

type Props = {
  readonly title: string;
  readonly width: number;
  readonly size: Size;
  readonly painter: RowPainter;
  readonly children: ReactNode;
};

/** The frame of a dialog, over the middle of the screen and a little above it. */
export function DialogBox({ title, width, size, painter, children }: Props) {
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => painter.addDialog(() => box.current && measureElement(box.current)), [painter]);
  return (
    // Yoga rounds to the nearest cell: in a space that is one less, it rounds down.
    <Box
      position="absolute"
      flexDirection="column"
      alignItems="center"
      width={size.columns - 1}
      height={size.rows - 1}
    >
      <Box flexGrow={1} />
      <Box ref={box} flexDirection="column" borderStyle="round" paddingX={1} width={width} flexShrink={0}>
        <Line text={title} />
        {children}
      </Box>
      <Box flexGrow={2} />
    </Box>
  );
}
