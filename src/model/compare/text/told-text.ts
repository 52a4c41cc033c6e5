import { countOf, formatCount } from '../../text/formats.ts';
import type { Usual } from '../run-comparison.ts';

/** `is 5, was 1 in 5 of 5 successes`; where run `a` is usual, `is 1, as in 5 of 5 successes; was 5`. */
export function toldText(is: string, was: string, usual: Usual): string {
  const like = likeText(usual);
  if (like === undefined) return `${is}, was ${was}`;
  return usual.isOfA ? `${is}, as in ${like}; was ${was}` : `${is}, was ${was} in ${like}`;
}

/**
 * `took 900ms, was 3ms to 4ms in 5 of 5 successes`; where run `a` is usual, `took 3ms, was 900ms; 3ms to 4ms
 * in 5 of 5 successes`; `undefined` where successes do not differ.
 */
export function toldRange(
  is: string,
  was: string,
  usual: Usual,
  format: (value: number) => string,
): string | undefined {
  const range = rangeText(usual, format);
  if (range === undefined) return undefined;
  return usual.isOfA ? `${is}, was ${was}; ${range} in ${likeText(usual)}` : toldText(is, range, usual);
}

/** ` in 5 of 5 successes`, as run `b`; nothing where there is one run to compare with, or none is like it. */
export function usualText(usual: Usual): string {
  const like = usual.isOfA ? undefined : likeText(usual);
  return like === undefined ? '' : ` in ${like}`;
}

/** `5 of 5 successes`, as the run that they are compared with; `undefined` where none is. */
export function likeText({ count, of, range, varies }: Usual): string | undefined {
  const like = range && varies ? of : count;
  return of < 2 || like === 0 ? undefined : `${formatCount(like)} of ${countOf(of, 'success')}`;
}

/** `1 to 3`; `undefined` where successes do not differ. */
export function rangeText(
  { range, of, varies }: Usual,
  format: (value: number) => string,
): string | undefined {
  if (!range || of < 2 || !varies) return undefined;
  const [least, most] = range.map(format);
  return least === most ? least : `${least} to ${most}`;
}
