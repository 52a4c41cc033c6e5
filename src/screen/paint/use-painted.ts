import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { RowPainter } from './row-painter.ts';

/** The latest value that a part was rendered with, which the painter reads for each frame. */
export function usePainted<Value>(painter: RowPainter, value: Value): RefObject<Value> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
    painter.repaint();
  }, [painter, value]);
  return latest;
}
