import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { explainBySource } from '../../../src/contract/reading/explain-failures.ts';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import type { FailureExplanation } from '../../../src/model/share/explanation-json.ts';
import { sharedLines } from '../../../src/model/share/shared-text.ts';
import {
  buildStore,
  type ExpectedCause,
  hourMs,
  type PlannedStore,
  type StoreRun,
  storeStart,
} from './store-plan.ts';

/** What is said of a store, and what is wrong with it. */
type StoreJudgement = {
  readonly said: readonly string[];
  readonly since: FailureExplanation['since'];
  /** Empty where all is as planned. */
  readonly wrong: readonly string[];
};

export async function judgeStore(plan: PlannedStore, seed: number): Promise<StoreJudgement> {
  const explanation = await explain(buildStore(plan, seed), plan);
  if (!explanation) return { said: [], since: undefined, wrong: ['nothing failed'] };
  const said = sharedLines(explanation.shared, explanation.there);
  const wrong = [...wrongCause(explanation, said, plan), ...wrongTimes(explanation, plan)];
  return { said, since: explanation.since, wrong };
}

/** Reads the runs as from a store that is asked page by page. */
async function explain(runs: readonly StoreRun[], plan: PlannedStore) {
  const now = storeStart + plan.days * 24 * hourMs;
  const newest = runs.toReversed();
  const byId = new Map(runs.map(run => [run.id, run]));
  return explainBySource(
    {
      listRuns: async (query, { limit, cursor = '0', sort }) => {
        if (sort.field !== newestFirst.field) throw new Error('another order is asked for');
        const isMatch = compileMatcher(query, { now });
        const start = Number(cursor);
        const matching = newest.filter(run => isMatch({ summary: run }));
        const end = start + limit;
        const nextCursor = end < matching.length ? String(end) : undefined;
        return { runs: matching.slice(start, end), nextCursor };
      },
      readParts: async some =>
        some.map(
          ({ id }) =>
            () =>
              byId.get(id) ?? {},
        ),
    },
    { clauses: [] },
    { now, pause: () => undefined },
  );
}

function wrongCause({ shared }: FailureExplanation, [first = '']: readonly string[], plan: PlannedStore) {
  const { cause, kind } = plan;
  if (cause) return shared.causes.length > 0 && isSaid(first, cause) ? [] : [first];
  if (shared.causes.length === 0) return [];
  // A cause that is not compared may be answered by how little the best one explains.
  return kind === 'not compared' && first.includes('explains') ? [] : [first];
}

/** Whether a line names the cause, and no other one before it. */
function isSaid(line: string, { words, near, without = [] }: ExpectedCause): boolean {
  if (!words.every(word => line.includes(word)) || without.some(word => line.includes(word))) return false;
  return near === undefined || numbersAfter(line, words[0]).some(one => Math.abs(one - near) <= near / 5);
}

/** The numbers of a cause, without the counts of runs that follow it. */
function numbersAfter(line: string, word = ''): readonly number[] {
  const [text = ''] = line.slice(line.indexOf(word)).split(/, [\d,]+ of /u);
  return [...text.replaceAll(',', '').matchAll(/\d+(?:\.\d+)?/gu)].map(([digits]) => Number(digits));
}

const toleratedMs = 3 * hourMs;

function wrongTimes({ since }: FailureExplanation, plan: PlannedStore): readonly string[] {
  const wrong: string[] = [];
  const at = (share: number) => storeStart + share * plan.days * 24 * hourMs;
  const isNear = (time: number | undefined, share: number) =>
    time !== undefined && Math.abs(time - at(share)) <= toleratedMs;
  const begins = since?.type === 'changed' ? since.firstBad.at : undefined;
  if (plan.since === 'none' && begins !== undefined)
    wrong.push(`since ${textOf(begins)}, where nothing changes`);
  if (typeof plan.since === 'number' && !isNear(begins, plan.since))
    wrong.push(`since ${textOf(begins)} in place of ${textOf(at(plan.since))}`);
  const ends = endOf(since);
  if (plan.until !== undefined && !isNear(ends, plan.until))
    wrong.push(`until ${textOf(ends)} in place of ${textOf(at(plan.until))}`);
  return wrong;
}

/** When the failing that has begun is over. */
function endOf(since: FailureExplanation['since']): number | undefined {
  return since?.type === 'changed' && since.later?.isOver ? since.later.lastBadAt : undefined;
}

function textOf(time: number | undefined): string {
  return time === undefined ? 'never' : new Date(time).toISOString().slice(0, 16);
}
