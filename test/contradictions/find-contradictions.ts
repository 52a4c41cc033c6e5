import { readScreen } from './places/screen.ts';
import { cutTexts } from './rules/cut-texts.ts';
import { groupedRuns } from './rules/grouped-runs.ts';
import { hintedKeys } from './rules/hinted-keys.ts';
import { linkMarks } from './rules/link-marks.ts';
import { listedRows } from './rules/listed-rows.ts';
import { nothingSaid } from './rules/nothing-said.ts';
import { partsOfWholes } from './rules/parts-of-wholes.ts';
import { rowAndDetail } from './rules/row-and-detail.ts';
import type { Rule } from './rules/rule.ts';
import { statusWords } from './rules/status-words.ts';
import { traceCounts } from './rules/trace-counts.ts';
import { unfoldedCounts } from './rules/unfolded-counts.ts';
import { viewCounts } from './rules/view-counts.ts';

const rules: readonly Rule[] = [
  listedRows,
  viewCounts,
  groupedRuns,
  traceCounts,
  unfoldedCounts,
  partsOfWholes,
  rowAndDetail,
  statusWords,
  nothingSaid,
  linkMarks,
  hintedKeys,
  cutTexts,
];

/**
 * What a frame says that cannot all be true, each in one sentence. Rules read the places of the frame, so that
 * no recorded text is taken for what the program says. A frame is text without styles; of another program's
 * screen nothing is found.
 */
export function findContradictions(frame: readonly string[], columns?: number): readonly string[] {
  const screen = readScreen(frame, columns);
  return screen ? rules.flatMap(rule => rule(screen)) : [];
}
