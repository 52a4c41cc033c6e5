import { displayWidth } from '../../model/text/width.ts';

/** No name gets more columns than so many. */
const longestName = 60;

/** The columns of a name as recorded; what is masked or left out may make it shorter. */
export function nameWidth(name: string): number {
  return Math.min(longestName, displayWidth(name.slice(0, longestName)));
}
