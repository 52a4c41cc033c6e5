import { becauseOf } from '../failure/because.ts';
import type { FailureGroup } from '../failure/failure-groups.ts';
import { failureTemplate } from '../failure/failure-template.ts';
import type { FailureState } from '../failure/memory/failure-states.ts';
import { runAddress } from '../run.ts';
import { toIsoTime } from '../text/formats.ts';

/** A group as the commands print it: times in ISO 8601, addresses of runs. */
export function toFailureJson(group: FailureGroup, state: FailureState) {
  const { id, count, workflows, first, last, example } = group;
  return {
    id,
    ...toStateJson(state),
    count,
    firstAt: toIsoTime(first.at),
    isFirstHere: state.isFirstHere,
    lastAt: toIsoTime(last.at),
    workflow: workflows[0]?.name,
    workflows,
    step: example.step,
    message: failureTemplate(example, id),
    code: example.code,
    because: becauseOf(group),
    firstRunId: runAddress(first),
    lastRunId: runAddress(last),
  };
}

function toStateJson({ kind, unseen, known, muted, mutedMore, runsSince }: FailureState) {
  return {
    state: kind,
    unseen,
    runsSince: runsSince?.count,
    runsSinceIsMore: runsSince?.isMore,
    note: known?.note,
    ticket: known?.ticket,
    notedBy: known?.by,
    notedAt: known && toIsoTime(known.at),
    mutedUntil: muted?.mutedUntil === undefined ? undefined : toIsoTime(muted.mutedUntil),
    mutedMore,
    mutedBy: muted?.by,
    mutedAt: muted && toIsoTime(muted.at),
  };
}
