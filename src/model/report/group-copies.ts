import { becauseOf } from '../failure/because.ts';
import { type FailureGroup, groupPlace } from '../failure/failure-groups.ts';
import { type FailureMark, noteText } from '../failure/memory/failure-mark.ts';
import { runAddress } from '../run.ts';
import { type Explained, explainedText } from '../share/explanation-json.ts';
import { countSince, type FirstFailure } from '../share/since-text.ts';
import { formatCount, toIsoTime } from '../text/formats.ts';
import { redactText } from '../text/redact.ts';
import { describeError } from './describe-error.ts';
import { escapeText } from './markdown-note.ts';
import { type CommandTarget, getFailureCommand } from './shell-command.ts';

/** Texts are made on use, with secrets masked. */
export type GroupCopy = {
  readonly id: 'id' | 'message' | 'command' | 'note';
  readonly label: string;
  readonly render: () => { readonly text: string; readonly hidden: number };
};

type KnownOfGroup = Pick<FirstFailure, 'isFirstHere'> & {
  readonly note?: FailureMark;
  /** What `W` last found. */
  readonly explained?: Explained;
  readonly now: number;
};

export function groupCopies(
  group: FailureGroup,
  at: CommandTarget,
  known: KnownOfGroup,
): readonly GroupCopy[] {
  const plain = (text: string) => () => ({ text, hidden: 0 });
  return [
    { id: 'id', label: 'id of the group', render: plain(group.id) },
    { id: 'message', label: 'message of the last failure', render: () => redactText(groupMessageOf(group)) },
    { id: 'command', label: 'command that prints it', render: plain(getFailureCommand(group.id, at)) },
    {
      id: 'note',
      label: 'note for a bug report (Markdown)',
      render: () => redactText(groupNote(group, at, known)),
    },
  ];
}

function groupMessageOf({ example: { name, message, code, cause } }: FailureGroup): string {
  return describeError(cause ? { ...cause, code } : { name, message, code });
}

function groupNote(group: FailureGroup, at: CommandTarget, known: KnownOfGroup): string {
  const rows = groupFacts(group, known).map(([label, value]) => `| ${label} | ${escapeText(value)} |`);
  const title = `# ${escapeText(`${groupPlace(group)}: ${groupMessageOf(group)}`)}`;
  const command = `    ${getFailureCommand(group.id, at)}`;
  return `${[title, '', '| | |', '|---|---|', ...rows, '', command].join('\n')}\n`;
}

/** The caller masks the values. */
export function groupFacts(
  group: FailureGroup,
  { note, explained, isFirstHere, now }: KnownOfGroup,
): readonly (readonly [label: string, value: string])[] {
  const { id, count, workflows, first, last } = group;
  const names = workflows.map(({ name, count: runs }) => `${name} (${formatCount(runs)})`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Group', id],
    ['Failed runs', countSince(count, { firstAt: first.at, isFirstHere }, now)],
    ['Note', note && noteText(note, now)],
    ['Shared', explained && explainedText(explained, now)],
    ['Where', names.join(', ')],
    ['Step', group.example.step],
    ['Because', becauseOf(group)],
    ['First', `${toIsoTime(first.at)}, ${runAddress(first)}`],
    ['Last', `${toIsoTime(last.at)}, ${runAddress(last)}`],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}
