import { type RunSummary, runAddress } from '../../run.ts';
import { startOf } from '../../text/cut-text.ts';
import type { ExplainedRun } from '../run-explanation.ts';

/** Everything but the run itself is in words already, and masked. */
export type ReportFacts = {
  readonly subject: 'run' | 'group' | 'comparison';
  /** With its steps, and its trace as far as it was read. */
  readonly explained: ExplainedRun;
  /** The number of spans in the whole trace. */
  readonly spanTotal: number;
  readonly comparison?: ComparisonWords;
  readonly group?: GroupFacts;
  /** Each with the reason: `the trace: nothing answers`. */
  readonly unread: readonly string[];
  /** Epoch ms. */
  readonly now: number;
  readonly canRunAgain: boolean;
  readonly madeBy: string;
};

export type FoundFacts = Omit<ReportFacts, 'madeBy'>;

export function subjectOf(asked: {
  readonly failureId?: string;
  readonly comparison?: object;
}): ReportFacts['subject'] {
  return asked.failureId !== undefined ? 'group' : asked.comparison ? 'comparison' : 'run';
}

/** Replaces unsafe characters, since ids may have any. */
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
  readonly sentence: string;
  readonly runs: readonly ComparedRunWords[];
  /** What was not compared or is unknown, as sentences without a full stop. */
  readonly about: readonly string[];
  readonly differences: readonly string[];
  /** The number of all differences. */
  readonly total: number;
};

type ComparedRunWords = {
  readonly letter: string;
  readonly address: string;
  readonly status: string;
  readonly created: string;
  readonly duration: string;
};

export type GroupFacts = {
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly times: readonly (readonly [at: number, count: number])[];
  readonly runs: readonly RunSummary[];
};
