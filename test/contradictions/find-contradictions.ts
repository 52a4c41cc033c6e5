import { readScreen } from './places/screen.ts';
import { cutTexts } from './rules/cut-texts.ts';
import { groupedRuns } from './rules/grouped-runs.ts';
import { hintedKeys } from './rules/hinted-keys.ts';
import { linkMarks } from './rules/link-marks.ts';
import { endOfList, listedRows } from './rules/listed-rows.ts';
import { nothingCounted, nothingSaid } from './rules/nothing-said.ts';
import { openRun } from './rules/open-run.ts';
import { partsOfWholes } from './rules/parts-of-wholes.ts';
import { rowAndDetail } from './rules/row-and-detail.ts';
import type { Rule } from './rules/rule.ts';
import { statusWords } from './rules/status-words.ts';
import { traceCounts } from './rules/trace-counts.ts';
import { unfoldedCounts } from './rules/unfolded-counts.ts';
import { countedRows, viewCounts } from './rules/view-counts.ts';

/** What is painted of one reading, and of the state of the screen. */
const always: readonly Rule[] = [
  listedRows,
  viewCounts,
  traceCounts,
  unfoldedCounts,
  partsOfWholes,
  openRun,
  statusWords,
  nothingSaid,
  linkMarks,
  hintedKeys,
  cutTexts,
];

/** What is read apart: in between, a live store may have changed. */
const atRest: readonly Rule[] = [endOfList, countedRows, groupedRuns, rowAndDetail, nothingCounted];

/**
 * What a frame says that cannot all be true, each in one sentence. Rules read the places of the frame, so
 * that no recorded text is taken for what the program says. A frame is text without styles; of another
 * program's screen nothing is found.
 */
export function findContradictions(frame: readonly string[], columns?: number): readonly string[] {
  const { inEveryFrame, untilRest } = contradictionsIn(frame, columns);
  return [...inEveryFrame, ...untilRest];
}

export type Contradictions = {
  readonly inEveryFrame: readonly string[];
  /** Between two readings of a live store they come and go; on a screen that is at rest there is none. */
  readonly untilRest: readonly string[];
};

export function contradictionsIn(frame: readonly string[], columns?: number): Contradictions {
  const screen = readScreen(frame, columns);
  if (!screen) return { inEveryFrame: [], untilRest: [] };
  return {
    inEveryFrame: always.flatMap(rule => rule(screen)),
    untilRest: atRest.flatMap(rule => rule(screen)),
  };
}
