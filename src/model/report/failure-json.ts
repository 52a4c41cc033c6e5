import type { FailureGroup } from '../failure/failure-groups.ts';
import { failureTemplate } from '../failure/failure-template.ts';
import { toStateJson } from '../failure/memory/failure-state-json.ts';
import type { FailureState } from '../failure/memory/failure-states.ts';
import { runAddress } from '../run.ts';
import { toIsoTime } from '../text/formats.ts';

/** A group of failures as the commands print it: times in ISO 8601, runs by their addresses. */
export function toFailureJson(group: FailureGroup, state: FailureState) {
  const { id, count, workflows, first, last, example } = group;
  return {
    id,
    ...toStateJson(state),
    count,
    firstAt: toIsoTime(first.at),
    lastAt: toIsoTime(last.at),
    workflow: workflows[0]?.name,
    workflows,
    step: example.step,
    message: failureTemplate(example, id),
    code: example.code,
    firstRunId: runAddress(first),
    lastRunId: runAddress(last),
  };
}
