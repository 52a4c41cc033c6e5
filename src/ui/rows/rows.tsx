import { Box, type DOMElement, measureElement } from 'ink';
import { useLayoutEffect, useRef } from 'react';
import type { RowPainter, RowsSize } from './row-painter.ts';

type Props = {
  readonly painter: RowPainter;
  /** The lines that fill a box of this size, text with styles; called for each frame. */
  readonly lines: (size: RowsSize) => readonly string[];
  /** Columns and rows; without them, all that is left. */
  readonly width?: number;
  readonly height?: number;
};

/**
 * Lines that change when the cursor moves: a block of rows, or one line about them. Ink gives them their box
 * and draws nothing in it. The painter fetches the lines whenever the state has changed, so that a move of
 * the cursor renders nothing in React.
 */
export function Rows({ painter, lines, width, height }: Props) {
  const box = useRef<DOMElement>(null);
  useLayoutEffect(
    () => painter.addRows({ lines, measure: () => box.current && measureElement(box.current) }),
    [painter, lines],
  );
  const isFixed = width !== undefined || height !== undefined;
  return <Box ref={box} width={width} height={height} flexGrow={isFixed ? 0 : 1} flexShrink={0} />;
}
