import { capabilitiesFor } from '../../contract/capabilities.ts';
import { offersFor, refusedNotes, unofferedNotes, unofferedYet } from '../../contract/starts/offers.ts';
import { capitalize, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { cancelNotes } from '../../operations/acts/cancel-runs.ts';
import { noneRetried } from '../../operations/acts/find-retried.ts';
import type { FoundRun } from '../../operations/acts/find-runs.ts';
import { wrapText } from '../paint/wrap-text.ts';
import type { PaneSize } from '../shell/layout.ts';
import { type ActQuestion, chosenOne, isByEngine, leftOutOf, wayOf, whyNoCanary } from './act-question.ts';
import { mostInputsRead, type ReadInput } from './read-inputs.ts';

const leastQuestion = 2;

export const savedBefore =
  'Before that, it is saved as it is in a new case file of this folder, with its secrets masked.';

export function noteLines(question: ActQuestion, { width, height }: PaneSize): readonly string[] {
  if (!question.found) return [];
  const lines = notesOf(question).flatMap(note => wrapText(note, width));
  return cutLines(lines, height - leastQuestion, width);
}

export function cutLines(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), truncateText(`${lines[most - 1]} …`, width)];
}

/** The most important first: small windows cut them. */
function notesOf(question: ActQuestion): readonly string[] {
  const one = chosenOne(question);
  const unoffered = notesOfUnoffered(question);
  return [
    ...(one ? [] : [...leftOut(question), ...cut(question)]),
    ...triedFirst(question),
    ...killed(question, one),
    ...canceled(question),
    ...gone(question, one),
    ...repeated(question, one),
    ...lost(question),
    ...unoffered.map(({ reason }) => reason),
    ...(one ? refusedOne(question, one) : [...doneSince(question), ...refusedSome(question)]),
    ...new Set(unoffered.map(({ hint }) => hint)),
    ...(question.edited === 'unchanged'
      ? ['an editor with a window of its own must wait, as code --wait does']
      : []),
  ];
}

function leftOut({ act, source, all }: ActQuestion): readonly string[] {
  if (source.type !== 'chosen' || source.leftOut === 0) return [];
  const left = formatCount(source.leftOut);
  if (act === 'retry')
    return [
      `${left} ${source.leftOut === 1 ? 'session is' : 'sessions are'} left out: only workflows run again`,
    ];
  const marked = formatCount((all?.runs.length ?? 0) + source.leftOut);
  const verb = source.leftOut === 1 ? 'has ended: it is left out' : 'have ended: they are left out';
  return [`${left} of the ${marked} marked runs ${verb}`];
}

function triedFirst(question: ActQuestion): readonly string[] {
  if (!question.isCanary || whyNoCanary(question) !== undefined) return [];
  return ['Three first: the rest follows once all three have succeeded, else you are asked.'];
}

function cut({ found }: ActQuestion): readonly string[] {
  return found?.isCut ? ['There are more: they are left for the next time.'] : [];
}

function killed({ act }: ActQuestion, one: FoundRun | undefined): readonly string[] {
  if (act !== 'kill') return [];
  return [
    `Cancel was requested, but ${one ? 'it is' : 'they are'} still running.`,
    `${one ? 'A killed run ends' : 'Killed runs end'} at once and cannot clean up.`,
  ];
}

function canceled({ act, found, can }: ActQuestion): readonly string[] {
  if (act !== 'cancel' || !found || !can) return [];
  return cancelNotes(can, found.runs).map(note => `${capitalize(safeLine(note))}.`);
}

function gone({ act, found }: ActQuestion, one: FoundRun | undefined): readonly string[] {
  const runs = found?.runs ?? [];
  const lostRuns = act === 'cancel' ? runs.filter(({ isLost }) => isLost).length : 0;
  if (lostRuns === 0) return [];
  if (one) return ['Its process is gone: nothing is left to stop, and it only becomes Canceled.'];
  const of = `${formatCount(lostRuns)} of ${formatCount(runs.length)}`;
  return [`The process of ${of} is gone: nothing is left to stop there.`];
}

function repeated({ act, found, can }: ActQuestion, one: FoundRun | undefined): readonly string[] {
  if (act !== 'retry' || !found || !can) return [];
  const notes = found.runs.flatMap(({ target }) => capabilitiesFor(can, target).restartNote ?? []);
  return [...new Set(notes)].map(note => `${one ? 'It' : 'Each'} ${safeLine(note)}.`);
}

function lost(question: ActQuestion): readonly string[] {
  const { loses } = wayOf(question) ?? {};
  if (loses === undefined) return [];
  return [`The run itself begins again, in place of a new one, and loses ${safeLine(loses)}.`, savedBefore];
}

function doneSince(question: ActQuestion): readonly string[] {
  const left = leftOutOf(question).size;
  if (left === 0) return [];
  const [verb, them] = left === 1 ? ['was', 'it'] : ['were', 'them'];
  const done = whatIsDone(question);
  return [
    question.withRetried
      ? `${done}: r leaves ${them} out.`
      : `${done} and ${verb} left out: r includes ${them}.`,
  ];
}

/** `5 of 12 were run again already`, `3 of 12 are settled by a later run`, or both. */
function whatIsDone(question: ActQuestion): string {
  const { all, retried = noneRetried } = question;
  const runs = all?.runs.length ?? 0;
  const settled = leftOutOf(question).size - retried.size;
  const of = (count: number) =>
    count === runs ? `all ${formatCount(runs)}` : `${formatCount(count)} of ${formatCount(runs)}`;
  const again = `${of(retried.size)} ${retried.size === 1 ? 'was' : 'were'} run again already`;
  if (settled === 0) return again;
  const by = `${settled === 1 ? 'is' : 'are'} settled by ${settled === 1 ? 'a later run' : 'later runs'}`;
  return retried.size === 0 ? `${of(settled)} ${by}` : `${again}, ${formatCount(settled)} more ${by}`;
}

function refusedSome({ found, inputs, offers }: ActQuestion): readonly string[] {
  const all = found?.runs ?? [];
  const read = all.slice(0, mostInputsRead);
  const reasons = read.flatMap(({ address }) => inputs.get(address)?.refusal ?? []);
  const of = all.length > read.length ? `the last ${mostInputsRead}` : 'them';
  const inputNotes = reasons
    .slice(0, 1)
    .map(reason => `${formatCount(reasons.length)} of ${of} will be refused: ${reason}`);
  return [...refusedNotes(all, offers), ...inputNotes];
}

function refusedOne(question: ActQuestion, run: FoundRun): readonly string[] {
  const ofInput = isByEngine(question) ? undefined : inputOf(question, run)?.refusal;
  const refusal = ofInput ?? offersFor(run, question.offers)?.refusal;
  return refusal === undefined ? [] : [`it will be refused: ${refusal}`];
}

export function inputOf({ edited, inputs }: ActQuestion, { address }: FoundRun): ReadInput | undefined {
  return typeof edited === 'object' ? edited.shown : inputs.get(address);
}

/** Runs whose workflow no program offers are left out, unless something else may start them. */
function notesOfUnoffered({ found, all, offers, unoffered }: ActQuestion) {
  const total = formatCount(all?.runs.length ?? 0);
  const isNone = found?.runs.length === 0;
  const otherwise = (left: number): string =>
    isNone ? unofferedYet : `${formatCount(left)} of ${total} are left out until one does`;
  return unofferedNotes([...unoffered, ...(found?.runs ?? [])], offers, otherwise);
}
