import { refusedNotes, unofferedNotes, unofferedYet } from '../../contract/starts/offers.ts';
import { formatCount } from '../../model/text/formats.ts';
import type { ConfirmMany } from './confirm-many.ts';
import { mostInputsRead } from './read-inputs.ts';

/** The notes above a question about several runs, the most important first: small windows cut them. */
export function manyNotes(confirm: ConfirmMany): readonly string[] {
  const unoffered = notesOfUnoffered(confirm);
  return [
    ...leftOut(confirm),
    ...cut(confirm),
    ...warning(confirm),
    ...unoffered.map(({ reason }) => reason),
    ...retriedSince(confirm),
    ...refusedNotes(confirm.found?.runs ?? [], confirm.offers),
    ...refused(confirm),
    ...new Set(unoffered.map(({ hint }) => hint)),
  ];
}

function leftOut({ act, source, all }: ConfirmMany): readonly string[] {
  if (source.type !== 'marked' || source.leftOut === 0) return [];
  const left = formatCount(source.leftOut);
  if (act === 'retry')
    return [`${left} ${source.leftOut === 1 ? 'session of an agent is' : 'sessions of agents are'} left out`];
  const marked = formatCount((all?.runs.length ?? 0) + source.leftOut);
  const verb = source.leftOut === 1 ? 'has ended: it is left out' : 'have ended: they are left out';
  return [`${left} of the ${marked} marked runs ${verb}`];
}

function cut({ found }: ConfirmMany): readonly string[] {
  return found?.isCut ? ['There are more: they are left for the next time.'] : [];
}

function warning({ act }: ConfirmMany): readonly string[] {
  if (act !== 'kill') return [];
  return [
    'Cancel was requested, but they are still running.',
    'Killed runs end at once and cannot clean up.',
  ];
}

function retriedSince({ all, retried, withRetried }: ConfirmMany): readonly string[] {
  if (retried.size === 0) return [];
  const runs = `${formatCount(retried.size)} of ${formatCount(all?.runs.length ?? 0)}`;
  const were = `${runs} ${retried.size === 1 ? 'was' : 'were'} run again since`;
  const [it, these] = retried.size === 1 ? ['it is', 'it'] : ['they are', 'these'];
  return [withRetried ? `${were}: r leaves ${these} out.` : `${were}: ${it} left out, r includes ${these}.`];
}

function refused({ found, inputs }: ConfirmMany): readonly string[] {
  const runs = found?.runs.slice(0, mostInputsRead) ?? [];
  const reasons = runs.flatMap(({ address }) => inputs.get(address)?.refusal ?? []);
  const [reason] = reasons;
  if (reason === undefined) return [];
  const of = (found?.runs.length ?? 0) > runs.length ? `the last ${mostInputsRead}` : 'them';
  return [`${formatCount(reasons.length)} of ${of} will be refused: ${reason}`];
}

/** Runs of a workflow that nobody offers are left out, where it is known that nobody else starts it. */
function notesOfUnoffered({ found, all, offers, unoffered }: ConfirmMany) {
  const total = formatCount(all?.runs.length ?? 0);
  const isNone = found?.runs.length === 0;
  const otherwise = (left: number): string =>
    isNone ? unofferedYet : `${formatCount(left)} of ${total} are left out until one does`;
  return unofferedNotes([...unoffered, ...(found?.runs ?? [])], offers, otherwise);
}
