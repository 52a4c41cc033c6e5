import { followOffersOfRun } from './acts/follow-offers.ts';
import { compareAfterOutage, followCompared, readComparison } from './compare/read-comparison.ts';
import { runDialogWork } from './dialogs/dialog-work.ts';
import { followGroups } from './groups/follow-groups.ts';
import { rememberGroups } from './groups/remember-groups.ts';
import { notifyFailures } from './notify/notify-failures.ts';
import { answerOpenRun } from './run/answer-open-run.ts';
import { findUsual } from './run/find-usual.ts';
import { continueSearch, openRunUnderCursor, readOpenRun, updateOpenRun } from './run/follow-open-run.ts';
import { markCriticalPath } from './run/mark-critical-path.ts';
import { endReasons } from './shell/perform-command.ts';
import type { Reaction } from './shell/reader-context.ts';
import { retryLoading } from './shell/retry-loading.ts';
import type { SessionContext } from './shell/session-context.ts';
import { countMatches } from './table/count-matches.ts';
import { createListExplainer } from './table/explain-list.ts';
import { loadMoreRows, noteFirstRow, readUsual } from './table/read-more-rows.ts';
import { createLookReaction } from './views/remember-look.ts';

/** The work that changes of the state start, in this order. */
const reactions: readonly ((context: SessionContext) => Reaction)[] = [
  noteFirstRow,
  readOpenRun,
  loadMoreRows,
  openRunUnderCursor,
  updateOpenRun,
  answerOpenRun,
  markCriticalPath,
  findUsual,
  continueSearch,
  retryLoading,
  readUsual,
  countMatches,
  runDialogWork,
  readComparison,
  compareAfterOutage,
  followCompared,
  followGroups,
  rememberGroups,
  followOffersOfRun,
  notifyFailures,
  endReasons,
  createLookReaction,
  createListExplainer,
];

export function createReactions(context: SessionContext): readonly Reaction[] {
  return reactions.map(create => create(context));
}
