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
import { countsByName, describeStatuses } from '../../operations/run-counts.ts';
import { type Answering, type Asking, unanswered } from '../dialogs/question.ts';
import type { EditedInput, ReadInput } from './read-inputs.ts';

/** The question before an act; the runs are read first and do not change afterwards. */
export type ActQuestion = Answering &
  Asked & {
    readonly type: 'act-question';
    readonly soFar: number;
    /** Every run that was asked for; absent while they are read. */
    readonly all?: FoundRuns;
    /** Whether runs that were run again or are settled are included. */
    readonly withRetried: boolean;
    /** The workflows that can be started; absent until they are known, and where they do not matter. */
    readonly offers?: readonly Offers[];
    /** The runs to act on: `all` without `unoffered` and, unless they are included, `leftOutOf`. */
    readonly found?: FoundRuns;
    readonly unoffered: readonly FoundRun[];
    /** By address, as far as they are read. */
    readonly inputs: ReadonlyMap<string, ReadInput>;
    /** The row under the cursor: a run or, if there are many, a workflow. */
    readonly index: number;
    /** Whether a few runs go first, and the others only once these have succeeded. */
    readonly isCanary: boolean;
    readonly isFromStep: boolean;
  };

export type Asked = {
  readonly act: Act;
  readonly source: RunSource;
  readonly target: string;
  /** The host and the database of a remote target. */
  readonly host?: string;
  readonly can?: Capabilities;
  /** The step under the cursor, or why the run can only be repeated from its start. */
  readonly step?: StepOfRun | { readonly reason: string };
  /** The earlier retries when the question was asked; absent until they are read. */
  readonly retried?: Retried;
  /** The addresses of failed runs whose work a later run has done. */
  readonly settled?: ReadonlySet<string>;
  readonly edited?: EditedInput;
};

/** A step to repeat a run from: the id is that of its last attempt. */
export type StepOfRun = { readonly id: string; readonly name: string };

export type RunSource =
  | {
      readonly type: 'matching';
      readonly query: Query;
      readonly label: 'view' | 'group';
      /** The view with its filter, or the group, in words. */
      readonly of: string;
    }
  /** One run or the marked ones; `leftOut` more are marked that cannot be acted on. */
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

/** Starts at the step, unless that rewinds the run itself and a new run is possible instead. */
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

/** Whether the engine repeats the run by itself, with the input that it keeps. */
export function isByEngine(question: Parameters<typeof wayOf>[0]): boolean {
  const way = wayOf(question);
  const one = chosenOne(question);
  if (!way || way.isStart || !question.can) return false;
  const fromStep = question.isFromStep && stepOf(question) !== undefined;
  return fromStep || capabilitiesFor(question.can, one?.target).restart !== undefined;
}

/** The other start needs an answer of its own. */
export function toggleStep(question: ActQuestion): ActQuestion {
  return { ...question, isFromStep: !question.isFromStep, ...unanswered };
}

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

/** The run, where exactly one was chosen: the question names it. */
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
  if (!question.found) return question;
  const { few, names } = describeFound(question.found);
  const last = (few ?? names).length - 1;
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

/** Drops the answer if the runs have changed: it was no consent to others. */
function askAnew(before: ActQuestion, after: ActQuestion): ActQuestion {
  const addresses = ({ found }: ActQuestion) => found?.runs.map(({ address }) => address).join('\n');
  return addresses(before) === addresses(after) ? after : { ...after, ...unanswered };
}

export function asks({ act, found }: ActQuestion): Asking | undefined {
  if (!found || found.runs.length === 0) return undefined;
  const runs = found.runs.length;
  return act === 'retry' ? { act: 'run again', runs, takesFewer: true } : { act, runs };
}

export type FoundText = ReturnType<typeof describeFound>;

/** `12 runs`, `10 running, 2 queued`; `few` is absent where their number has to be typed. */
export function describeFound({ runs, counts }: FoundRuns) {
  return {
    runs: countOf(runs.length, 'run'),
    statuses: describeStatuses(counts),
    names: countsByName(counts),
    few: isCountTyped(runs.length) ? undefined : runs,
  };
}
