import { type RunSummary, runAddress } from '../../run.ts';
import { startOf } from '../../text/cut-text.ts';
import type { ExplainedRun } from '../run-explanation.ts';

/** What a page tells of a run. All but the run itself is in words already, masked. */
export type ReportFacts = {
  /** What the page was asked for. */
  readonly subject: 'run' | 'group' | 'comparison';
  /** The run with its steps and, as far as it was read, its trace. */
  readonly explained: ExplainedRun;
  /** How many spans the trace has in all. */
  readonly spanTotal: number;
  readonly comparison?: ComparisonWords;
  readonly group?: GroupFacts;
  /** What could not be read, each with the reason: `the trace: nothing answers`. */
  readonly unread: readonly string[];
  /** Epoch ms. */
  readonly now: number;
  /** Whether the store can run it again. */
  readonly canRunAgain: boolean;
  /** The program and its version. */
  readonly madeBy: string;
};

/** What is found out for a page. */
export type FoundFacts = Omit<ReportFacts, 'madeBy'>;

/** What a page is asked for: a group, a comparison or a run alone. */
export function subjectOf(asked: {
  readonly failureId?: string;
  readonly comparison?: object;
}): ReportFacts['subject'] {
  return asked.failureId !== undefined ? 'group' : asked.comparison ? 'comparison' : 'run';
}

/** The name of the file of a page: ids may have any characters. */
export function reportFileName(
  subject: ReportFacts['subject'],
  { run, failureId }: Pick<ExplainedRun, 'run' | 'failureId'>,
): string {
  const about = subject === 'group' && failureId !== undefined ? failureId : runAddress(run);
  const word = (subject === 'comparison' ? `diff-${about}` : about)
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '');
  return `report-${startOf(word, longestName) || 'run'}.html`;
}

const longestName = 80;

export type ComparisonWords = {
  /** The first difference, as a sentence. */
  readonly sentence: string;
  readonly runs: readonly ComparedRunWords[];
  /** What was not compared, or not known, in sentences without a full stop. */
  readonly about: readonly string[];
  readonly differences: readonly string[];
  /** How many differences there are in all. */
  readonly total: number;
};

type ComparedRunWords = {
  readonly letter: string;
  readonly address: string;
  readonly status: string;
  readonly created: string;
  readonly duration: string;
};

/** A group of failures: facts in words, how many failed in each bucket of time, and its newest runs. */
export type GroupFacts = {
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly times: readonly (readonly [at: number, count: number])[];
  readonly runs: readonly RunSummary[];
};
