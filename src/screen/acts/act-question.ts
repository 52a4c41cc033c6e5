import { type Capabilities, capabilitiesFor } from '../../contract/capabilities.ts';
import { isUnoffered, type Offers } from '../../contract/starts/offers.ts';
import type { Query } from '../../model/query/query.ts';
import { countOf } from '../../model/text/formats.ts';
import { canarySize } from '../../operations/acts/canary.ts';
import { isCountTyped } from '../../operations/acts/consent.ts';
import { noneRetried, type Retried } from '../../operations/acts/find-retried.ts';
import { type FoundRun, type FoundRuns, withoutRuns } from '../../operations/acts/find-runs.ts';
import type { Act } from '../../operations/acts/perform-act.ts';
import { isRepeatable, type WayAgain, wayAgain } from '../../operations/acts/way-again.ts';
import { countsByName, describeStatuses, type NameCount } from '../../operations/run-counts.ts';
import { type Answering, type Asking, unanswered } from '../dialogs/question.ts';
import type { EditedInput, ReadInput } from './read-inputs.ts';

/** The question before an act on one run or many, which are read first and then fixed. */
export type ActQuestion = Answering &
  Asked & {
    readonly type: 'act-question';
    /** How many were found, or looked at, while they are read. */
    readonly soFar: number;
    /** Every run that is meant; absent while they are read. */
    readonly all?: FoundRuns;
    /** Whether those that were run again, or are settled, are meant, too. */
    readonly withRetried: boolean;
    /** What can be started; absent until that is known, and where it does not matter. */
    readonly offers?: readonly Offers[];
    /** The runs that would be acted on: without `unoffered`, and those of `leftOutOf` unless asked for. */
    readonly found?: FoundRuns;
    readonly unoffered: readonly FoundRun[];
    /** The recorded inputs that were read of runs that would be run again, by address. */
    readonly inputs: ReadonlyMap<string, ReadInput>;
    /** The row under the cursor, where they do not all fit: a run, or a workflow of many. */
    readonly index: number;
    /** Whether a few are to be run again first, and the rest once these have succeeded. */
    readonly isCanary: boolean;
    /** Whether the run is to be repeated from `step`, and not from its start. */
    readonly isFromStep: boolean;
  };

export type Asked = {
  readonly act: Act;
  readonly source: RunSource;
  readonly target: string;
  /** The host, and the database, of a target that is not on this machine. */
  readonly host?: string;
  /** What the target can do; absent where that does not matter. */
  readonly can?: Capabilities;
  /** The step under the cursor, or why the run is repeated from its start only. */
  readonly step?: StepOfRun | { readonly reason: string };
  /** Those that were run again since, as they were seen when it was asked; absent until they are read. */
  readonly retried?: Retried;
  /** Failed ones whose work another run has done since, by address. */
  readonly settled?: ReadonlySet<string>;
  /** What the editor made of the input of one run. */
  readonly edited?: EditedInput;
};

/** A step to repeat a run from: the id is that of its last attempt. */
export type StepOfRun = { readonly id: string; readonly name: string };

export type RunSource =
  /** `of` is what the query asks for, in words. */
  | {
      readonly type: 'matching';
      readonly query: Query;
      readonly label: 'view' | 'group';
      /** The view with its filter, or the group, in words. */
      readonly of: string;
    }
  /** One run, or the marked ones: `leftOut` of these cannot be acted on. */
  | { readonly type: 'chosen'; readonly runs: FoundRuns; readonly leftOut: number };

export function createActQuestion(asked: Asked): ActQuestion {
  const { act, source } = asked;
  const one = chosenOne(asked);
  const all = source.type === 'chosen' && (one || act !== 'retry') ? source.runs : undefined;
  return select({
    ...{ type: 'act-question', ...asked, soFar: 0, all },
    ...{ withRetried: one !== undefined, unoffered: [], inputs: new Map(), index: 0, isCanary: false },
    ...{ isFromStep: isFirstFromStep(asked) },
    ...unanswered,
  });
}

/** The step is meant at first, unless the run itself would begin again there, and a new one can be had. */
function isFirstFromStep(asked: Asked): boolean {
  const fromStep = wayOf({ ...asked, isFromStep: true });
  if (!asked.can || !stepOf(asked) || !fromStep) return false;
  const can = capabilitiesFor(asked.can, chosenOne(asked)?.target);
  return fromStep.loses === undefined || !isRepeatable(can);
}

export function stepOf({ step }: Pick<Asked, 'step'>): StepOfRun | undefined {
  return step && 'id' in step ? step : undefined;
}

export function wayOf(
  asked: Pick<ActQuestion, 'act' | 'source' | 'can' | 'step' | 'edited' | 'isFromStep'>,
): WayAgain | undefined {
  const one = chosenOne(asked);
  if (!one || !asked.can || asked.act !== 'retry') return undefined;
  const fromStep = asked.isFromStep ? stepOf(asked)?.id : undefined;
  const isEdited = typeof asked.edited === 'object';
  return wayAgain(capabilitiesFor(asked.can, one.target), { fromStep, isEdited });
}

/** Whether the engine repeats the one run by itself, with the input that it keeps. */
export function isByEngine(question: Parameters<typeof wayOf>[0]): boolean {
  const way = wayOf(question);
  const one = chosenOne(question);
  if (!way || way.isStart || !question.can) return false;
  const fromStep = question.isFromStep && stepOf(question) !== undefined;
  return fromStep || capabilitiesFor(question.can, one?.target).restart !== undefined;
}

/** Repeats from the step in place of the start, or the other way round: that is to be answered anew. */
export function toggleStep(question: ActQuestion): ActQuestion {
  return { ...question, isFromStep: !question.isFromStep, ...unanswered };
}

/** Why the run is repeated from its start, or from the step, and not the other way round. */
export function whyNoOtherStart(question: ActQuestion): string | undefined {
  const { step, can, act, edited } = question;
  const one = chosenOne(question);
  if (act !== 'retry' || !one) return 'this is for one run that is run again';
  if (typeof edited === 'object') return 'with another input, it is run again from its start';
  if (step && 'reason' in step) return step.reason;
  if (!step) return 'it is run again from its start';
  const isStart = can && isRepeatable(capabilitiesFor(can, one.target));
  return isStart ? undefined : 'it is repeated from a step only';
}

/** The run of a question about one that was chosen itself: it is acted on as it is named. */
export function chosenOne({ source }: Pick<Asked, 'source'>): FoundRun | undefined {
  if (source.type === 'matching' || source.leftOut > 0) return undefined;
  const [one, ...others] = source.runs.runs;
  return others.length === 0 ? one : undefined;
}

export function withFound(
  question: ActQuestion,
  all: FoundRuns,
  since: Pick<ActQuestion, 'retried' | 'settled'> = {},
): ActQuestion {
  return select({ ...question, all, ...since });
}

/** The addresses of runs that need not be run again: they were, or their work is done. */
export function leftOutOf({
  retried = noneRetried,
  settled = new Set(),
}: Pick<ActQuestion, 'retried' | 'settled'>): ReadonlySet<string> {
  return settled.union(new Set(retried.keys()));
}

export function withInput(question: ActQuestion, address: string, input: ReadInput): ActQuestion {
  return { ...question, inputs: new Map(question.inputs).set(address, input) };
}

export function withOffers(question: ActQuestion, offers: readonly Offers[]): ActQuestion {
  return askAnew(question, select({ ...question, offers }));
}

/** Asks also about the runs that need not be run again, or leaves them out again. */
export function toggleRetried(question: ActQuestion): ActQuestion {
  return askAnew(question, select({ ...question, withRetried: !question.withRetried }));
}

export function toggleCanary(question: ActQuestion): ActQuestion {
  return { ...question, isCanary: !question.isCanary };
}

export function whyNoCanary({ act, found }: ActQuestion): string | undefined {
  const isMany = act === 'retry' && found !== undefined && found.runs.length > canarySize;
  return isMany ? undefined : `this is for more than ${canarySize} runs that are run again`;
}

export function moveInFound(question: ActQuestion, by: number): ActQuestion {
  const { found } = question;
  const last = found ? foundRows(describeFound(found)).length - 1 : 0;
  return { ...question, index: Math.max(0, Math.min(last, question.index + by)) };
}

function select(question: ActQuestion): ActQuestion {
  const { all, withRetried, offers } = question;
  if (!all) return question;
  const wanted = withRetried ? all : withoutRuns(all, leftOutOf(question));
  const unoffered = wanted.runs.filter(run => isUnoffered(run, offers));
  const found = withoutRuns(wanted, new Set(unoffered.map(({ address }) => address)));
  return { ...question, found, unoffered, index: 0 };
}

/** Takes the answer back where the runs have changed: it is no consent to others. */
function askAnew(before: ActQuestion, after: ActQuestion): ActQuestion {
  return isSameRuns(before.found, after.found) ? after : { ...after, ...unanswered };
}

function isSameRuns(before: FoundRuns | undefined, after: FoundRuns | undefined): boolean {
  if (before?.runs.length !== after?.runs.length) return false;
  return before?.runs.every(({ address }, at) => address === after?.runs[at]?.address) ?? true;
}

/** What is asked; `undefined` while the runs are read, and where none is left. */
export function asks({ act, found }: ActQuestion): Asking | undefined {
  if (!found || found.runs.length === 0) return undefined;
  const runs = found.runs.length;
  return act === 'retry' ? { act: 'run again', runs, takesFewer: true } : { act, runs };
}

export type FoundText = {
  /** `12 runs` */
  readonly runs: string;
  /** `10 running, 2 queued` */
  readonly statuses: string;
  readonly names: readonly NameCount[];
  /** Each run, where they are so few that no number is typed. */
  readonly few?: readonly FoundRun[];
};

/** The rows of a question: each of a few runs, else each workflow. */
export function foundRows({ few, names }: FoundText): readonly (FoundRun | NameCount)[] {
  return few ?? names;
}

export function describeFound({ runs, counts }: FoundRuns): FoundText {
  return {
    runs: countOf(runs.length, 'run'),
    statuses: describeStatuses(counts),
    names: countsByName(counts),
    few: isCountTyped(runs.length) ? undefined : runs,
  };
}
