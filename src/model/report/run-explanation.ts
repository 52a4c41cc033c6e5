import { type FailureMark, noteText } from '../failure/memory/failure-mark.ts';
import { knownError } from '../failure/summarize-failure.ts';
import { toJsonText } from '../payload/payload-text.ts';
import { type Run, runAddress } from '../run.ts';
import { type FailureExplanation, maskShared } from '../share/explanation-json.ts';
import { sharedLines } from '../share/shared-text.ts';
import { boundaryText, sinceText } from '../share/since-text.ts';
import { isActive } from '../status.ts';
import { formatAge } from '../text/formats.ts';
import { maskText } from '../text/redact.ts';
import { cutLine, safeLine } from '../text/safe-text.ts';
import { mask } from '../text/secrets/secret-value.ts';
import { answerSentence } from './answer-sentence.ts';
import { errorChain } from './describe-error.ts';
import { answerCall } from './failing-step.ts';
import { type HowUsual, usualText } from './how-usual.ts';
import { namedInputs, nameOfInput } from './named-inputs.ts';
import { ownFrame } from './own-frame.ts';
import { maskRun } from './render-copy.ts';
import { settledTail } from './settled-text.ts';
import { type CommandTarget, diffCommand, getFailureCommand, retryCommand } from './shell-command.ts';

export type ExplainedRun = {
  /** With its steps and, if it is short, its trace. */
  readonly run: Run;
  readonly failureId?: string;
  readonly usual?: HowUsual;
  readonly known?: FailureMark;
  readonly explanation?: FailureExplanation;
  /** The first difference from the last success, masked, and the address of that run. */
  readonly difference?: { readonly text: string; readonly against: string };
  readonly unread: readonly string[];
};

type Options = {
  readonly now: number;
  /** Absent where nobody can type them. */
  readonly commands?: { readonly at: CommandTarget; readonly canRunAgain: boolean };
};

type Row = readonly [label: string, text: string];

/** In characters. */
export const longestExplanation = 2_000;

const lineLengths = [400, 240, 160, 110, 80];
const labelColumns = 9;

/** The headline, a line for each known fact, the most telling first, and the next commands; masked. */
export function runExplanation(explained: ExplainedRun, options: Options): readonly string[] {
  const rows = explanationRows(explained, options);
  const written = lineLengths.map(length => toLines(rows, length));
  const fitting = written.find(lines => lines.join('\n').length < longestExplanation);
  return fitting ?? written.at(-1)?.slice(0, mostLines) ?? [];
}

/** Label and text of each row, uncut and masked; the headline has no label. */
export function explanationRows(explained: ExplainedRun, options: Options): readonly Row[] {
  const run = maskRun(explained.run);
  const rows = rowsOf({ ...explained, run }, options).map(
    ([label, text]): Row => [label, safeLine(maskText(text))],
  );
  // A command with a masked id would not work.
  const commands = commandsOf(explained, options).filter(text => maskText(text) === text);
  return [...rows, ...commands.map((text): Row => ['next', text])];
}

const mostLines = 20;

/** Drops commands that would be cut, and repeated labels. */
function toLines(rows: readonly Row[], length: number): readonly string[] {
  return rows.flatMap(([label, text], at) => {
    if (label === 'next' && text.length > length) return [];
    const shown = rows[at - 1]?.[0] === label ? '' : label;
    return [label === '' ? cutLine(text, length) : shown.padEnd(labelColumns) + cutLine(text, length)];
  });
}

function rowsOf(explained: ExplainedRun, { now }: Options): readonly Row[] {
  const { run, failureId, usual, known, difference, unread } = explained;
  const call = answerCall(run);
  const frame = ownFrame(run.error?.stack ?? '');
  return [
    ['', `${run.name} ${runAddress(run)} ${answerSentence(run)}, ${formatAge(run.createdAt, now)}`],
    ...errorChain(knownError(run) ?? { value: undefined }).map(
      (text, at): Row => ['error', at === 0 ? text : `wrapped in ${text}`],
    ),
    ...groupRows(failureId, usual),
    ...(run.settled ? [['settled', `by ${run.settled.by} ${settledTail(run, run.settled)}`] as const] : []),
    ...(known ? [['note', noteText(known, now)] as const] : []),
    ...sharedRows(explained, now),
    ...(difference ? [['differs', `${difference.text} (from ${difference.against})`] as const] : []),
    ...namedInputs(run).map((input): Row => ['input', inputText(input)]),
    ...(call ? [['call', `status ${call.statusCode}${call.name ? ` from ${call.name}` : ''}`] as const] : []),
    ...(frame === undefined ? [] : [['at', frame] as const]),
    ...(unread.length > 0 ? [['unread', `${unread.join(' and ')}: not read in time`] as const] : []),
  ];
}

function groupRows(failureId: string | undefined, usual: HowUsual | undefined): readonly Row[] {
  const words = [failureId ?? '', usual ? usualText(usual) : ''].filter(Boolean);
  return words.length === 0 ? [] : [['group', words.join(' · ')]];
}

function sharedRows({ explanation }: ExplainedRun, now: number): readonly Row[] {
  if (!explanation) return [];
  const { shared, there, since, isWhole } = explanation;
  const times = since ? [sinceText(since, now, isWhole), boundaryText(since)].filter(Boolean) : [];
  return [
    ...times.map((text): Row => ['since', text]),
    ...sharedLines(maskShared(shared), there).map((text): Row => ['shared', text]),
  ];
}

function inputText(input: ReturnType<typeof namedInputs>[number]): string {
  const name = nameOfInput(input);
  if (input.value === undefined) return `${name} is not there`;
  return `${name} is ${input.isSecret ? mask : toJsonText(input.value)}`;
}

function commandsOf({ run, failureId, difference }: ExplainedRun, { commands }: Options) {
  if (!commands) return [];
  const { at, canRunAgain } = commands;
  const address = runAddress(run);
  const isToRunAgain = canRunAgain && run.kind === 'workflow' && !run.settled && !isActive(run);
  return [
    ...(difference ? [diffCommand(address, at)] : []),
    ...(failureId === undefined ? [] : [getFailureCommand(failureId, at)]),
    ...(isToRunAgain ? [retryCommand(address, at)] : []),
  ];
}
