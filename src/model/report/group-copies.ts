import { type FailureGroup, groupPlace } from '../failure/failure-groups.ts';
import { runAddress } from '../run.ts';
import { formatCount, toIsoTime } from '../text/formats.ts';
import { redactText } from '../text/redact.ts';
import { describeError } from './describe-error.ts';
import { escapeText } from './markdown-note.ts';
import { type CommandTarget, getFailureCommand } from './shell-command.ts';

/** What can be copied of a group of failures. The text is created on use, its secrets masked. */
export type GroupCopy = {
  readonly id: 'id' | 'message' | 'command' | 'note';
  readonly label: string;
  readonly render: () => { readonly text: string; readonly hidden: number };
};

export function groupCopies(group: FailureGroup, at: CommandTarget): readonly GroupCopy[] {
  const plain = (text: string) => () => ({ text, hidden: 0 });
  return [
    { id: 'id', label: 'id of the group', render: plain(group.id) },
    { id: 'message', label: 'message of the last failure', render: () => redactText(groupMessageOf(group)) },
    { id: 'command', label: 'command that prints it', render: plain(getFailureCommand(group.id, at)) },
    { id: 'note', label: 'note for a bug report (Markdown)', render: () => redactText(groupNote(group, at)) },
  ];
}

function groupMessageOf({ example: { name, message, code, cause } }: FailureGroup): string {
  return describeError(cause ? { ...cause, code } : { name, message, code });
}

function groupNote(group: FailureGroup, at: CommandTarget): string {
  const { id, count, workflows, first, last } = group;
  const names = workflows.map(({ name, count: runs }) => `${name} (${formatCount(runs)})`);
  const rows = [
    ['Group', id],
    ['Failed runs', formatCount(count)],
    ['Where', names.join(', ')],
    ['Step', group.example.step],
    ['First', `${toIsoTime(first.at)}, ${runAddress(first)}`],
    ['Last', `${toIsoTime(last.at)}, ${runAddress(last)}`],
  ].flatMap(([label, value]) => (value === undefined ? [] : [`| ${label} | ${escapeText(value)} |`]));
  const title = `# ${escapeText(`${groupPlace(group)}: ${groupMessageOf(group)}`)}`;
  const command = `    ${getFailureCommand(id, at)}`;
  return `${[title, '', '| | |', '|---|---|', ...rows, '', command].join('\n')}\n`;
}
