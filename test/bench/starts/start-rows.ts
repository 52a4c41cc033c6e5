import { max, median, p95 } from '../measure.ts';
import { formatMs, formatSpread, type Row } from '../row.ts';
import type { StartTimes } from './start-times.ts';
import type { StartsAmongKilled } from './starts-among-killed.ts';

export const startsMeasured = { samples: 40, starts: 1_000, programs: 4, kills: 2 } as const;

type Floor = { readonly name: string; readonly values: readonly number[] };

/** `where` ends the names: of the store, if it is not a local file. */
export function timeRows(
  { queued, begun, shown }: StartTimes,
  where: string,
  floors: { readonly written: Floor; readonly taken: Floor },
): readonly Row[] {
  return [
    latencyRow(`a start until another program sees its queued run${where}`, queued, 200, floors.written),
    latencyRow(`a start until the built program shows its run${where}`, shown, 200, floors.written),
    latencyRow(
      `a start until a program has begun it, as another sees it${where}`,
      begun,
      1_000,
      floors.taken,
    ),
  ];
}

function latencyRow(what: string, values: readonly number[], mostMs: number, floor: Floor): Row {
  return {
    what,
    figure: `${formatSpread(values)}, max ${formatMs(max(values))}`,
    floor: `${floor.name}: ${formatMs(median(floor.values))}`,
    ratio: median(values) / median(floor.values),
    bar: `p95 <= ${formatMs(mostMs)}`,
    isMet: p95(values) <= mostMs,
    samples: values.length,
  };
}

export function killedRow(
  name: string,
  { once, again, succeeded, lost, succeededMs, ms }: StartsAmongKilled,
): Row {
  return {
    what: `${name}: ${startsMeasured.starts} starts for ${startsMeasured.programs} programs, ${startsMeasured.kills} of them killed with -9`,
    figure: `${once} began once, ${again} more often; ${succeeded} succeeded within ${formatMs(succeededMs)}, ${lost} lost, the last told after ${formatMs(ms)}`,
    bar: `none twice, none missing`,
    isMet: again === 0 && succeeded + lost === startsMeasured.starts,
    samples: startsMeasured.starts,
  };
}
