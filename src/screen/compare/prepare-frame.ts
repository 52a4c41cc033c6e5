import { nodeLabel } from '../../model/compare/text/difference-path.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import type { State } from '../shell/state.ts';
import { sentenceOf } from './compare-layout.ts';
import { compareRows, differenceOf, nodeOf } from './compare-rows.ts';
import { compareSize } from './fit-compare.ts';
import { goToDifference, withComparison } from './reduce-compare.ts';
import { lookForSecrets, shownDifference } from './shown-difference.ts';

/**
 * Makes what the first frame of a comparison shows, so that the frame finds it made: the labels of steps, the
 * rows, and which values are secrets. All in one turn took as long as the frame itself; yields regularly.
 */
export function* prepareFrame(state: State, comparison: ComparedRuns): Generator<undefined, void> {
  if (!state.compare) return;
  const compare = withComparison(state.compare, comparison);
  yield* lookForSecrets(comparison);
  sentenceOf(compare);
  yield;
  const size = compareSize({ ...state, compare });
  compareRows(compare, size.width);
  yield;
  const shown = goToDifference(compare, comparison.first, size);
  const rows = compareRows(shown, size.width).slice(shown.top, shown.top + size.rows);
  for (const row of rows) {
    yield;
    const [node, difference] = [nodeOf(row), differenceOf(row)];
    if (node) nodeLabel(node);
    if (difference) shownDifference(difference, compare.reveal);
  }
}
