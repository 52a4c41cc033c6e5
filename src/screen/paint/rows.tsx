import { Box, type DOMElement, measureElement } from 'ink';
import { useLayoutEffect, useRef } from 'react';
import type { RowPainter, RowsSize } from './row-painter.ts';
import { usePainted } from './use-painted.ts';

type Props = {
  readonly painter: RowPainter;
  /** The styled lines for a box of this size; called for each frame. */
  readonly lines: (size: RowsSize) => readonly string[];
  /** Without them, it fills the rest. */
  readonly width?: number;
  readonly height?: number;
};

/**
 * Lines that change when the cursor moves. Ink lays out their box and draws nothing in it; the painter gets
 * the lines after each change of the state, so that a move of the cursor renders nothing in React.
 */
export function Rows({ painter, lines, width, height }: Props) {
  const box = useRef<DOMElement>(null);
  const painted = usePainted(painter, lines);
  useLayoutEffect(
    () =>
      painter.addRows({
        lines: size => painted.current(size),
        measure: () => box.current && measureElement(box.current),
      }),
    [painter, painted],
  );
  const isFixed = width !== undefined || height !== undefined;
  return <Box ref={box} width={width} height={height} flexGrow={isFixed ? 0 : 1} flexShrink={0} />;
}
