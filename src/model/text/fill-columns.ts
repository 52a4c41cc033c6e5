export type ColumnStep<Id extends string> = readonly [id: Id, width: number];

/** Blanks between two columns. */
const gap = 2;

/** Takes each step for which there is room. */
export function fillColumns<Id extends string>(
  ids: readonly Id[],
  room: number,
  steps: readonly ColumnStep<Id>[],
  leastOf: (id: Id) => number,
): readonly { readonly id: Id; readonly width: number }[] {
  const widths = new Map<Id, number>();
  let left = room + gap;
  for (const [id, wanted] of steps) {
    const width = widths.get(id);
    const cost = width === undefined ? wanted + gap : Math.min(left, wanted - width);
    const isTooNarrow = width !== undefined && width + cost < leastOf(id);
    if (!ids.includes(id) || cost <= 0 || cost > left || isTooNarrow) continue;
    widths.set(id, width === undefined ? wanted : width + cost);
    left -= cost;
  }
  return ids.flatMap(id => {
    const width = widths.get(id);
    return width === undefined ? [] : [{ id, width }];
  });
}
