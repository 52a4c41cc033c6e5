import type { Fact } from '../../../src/stores/sqlite/facts.ts';
import type { TestRun } from '../../model/query/arbitrary-run.ts';
/** A random run as a recorder would say it. */
export declare function toFact({ summary, payloads }: TestRun): Fact;
/** The same run as a store can hold it: a failure's payload needs a failure, and an id stands for one run. */
export declare function toStorable(runs: readonly TestRun[]): readonly TestRun[];
