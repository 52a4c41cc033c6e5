import type { Fact } from '../../../src/stores/sqlite/facts.ts';
import type { TestRun } from '../../model/query/arbitrary-run.ts';

/** A random run as a recorder would say it. */
export function toFact({ summary, payloads }: TestRun): Fact {
  const { errorSummary, statusRaw, status, ...rest } = summary;
  const json = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  return {
    type: 'run-created',
    ...rest,
    status: statusRaw ?? status,
    input: json(payloads.input),
    output: json(payloads.output),
    error: errorSummary && {
      value: json(payloads.error) ?? 'null',
      name: errorSummary.name,
      message: errorSummary.message,
      stepName: errorSummary.step,
    },
  };
}

/** The same run as a store can hold it: a failure's payload needs a failure, and an id stands for one run. */
export function toStorable(runs: readonly TestRun[]): readonly TestRun[] {
  const byId = new Map(runs.map(run => [run.summary.id, run]));
  return [...byId.values()].map(({ summary, payloads }) => ({
    summary,
    payloads: summary.errorSummary ? payloads : { ...payloads, error: undefined },
  }));
}
