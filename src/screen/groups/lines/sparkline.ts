const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const none = '·';
const outside = ' ';

type Times = readonly (readonly [at: number, count: number])[];

export type SparkScale = {
  /** When the first cell begins, and the length of each; ms. */
  readonly from: number;
  readonly cellMs: number;
  /** The number of cells that end before the window begins. */
  readonly before: number;
};

/** The scale on which so many cells reach from one time to another; cells are whole buckets. */
export function sparkScale(
  { from, to, bucketMs }: { readonly from: number; readonly to: number; readonly bucketMs: number },
  cells: number,
): SparkScale {
  const buckets = Math.floor(to / bucketMs) - Math.floor(from / bucketMs) + 1;
  const cellMs = Math.max(1, Math.ceil(buckets / cells)) * bucketMs;
  const end = (Math.floor(to / bucketMs) + 1) * bucketMs;
  const first = end - cells * cellMs;
  return { from: first, cellMs, before: Math.max(0, Math.floor((from - first) / cellMs)) };
}

/** How often something happened in each cell; the highest bar is its own maximum. */
export function sparkline(times: Times, { from, cellMs, before }: SparkScale, cells: number): string {
  const counts = new Array<number>(cells).fill(0);
  for (const [at, count] of times) {
    const cell = Math.floor((at - from) / cellMs);
    if (cell >= 0 && cell < cells) counts[cell] = (counts[cell] ?? 0) + count;
  }
  const most = counts.reduce((max, count) => Math.max(max, count), 0);
  return counts.map((count, cell) => (cell < before ? outside : barOf(count, most))).join('');
}

function barOf(count: number, most: number): string {
  if (count === 0) return none;
  return bars[Math.ceil((count / most) * bars.length) - 1] ?? none;
}
