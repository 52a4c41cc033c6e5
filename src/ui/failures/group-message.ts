import { noMessage, templatePieces } from '../../model/failure/failure-template.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { GroupRow } from '../../state/failures/groups-state.ts';
import type { Theme } from '../theme.ts';

/** The message that the failures of a group share, on one line. */
export type GroupMessage = {
  readonly text: string;
  /** What stands in it for the parts that vary, such as `<path>`. */
  readonly placeholders: ReadonlySet<string>;
};

const longestMessage = 500;
/** A frame shows the same groups as the one before. */
const remembered = new WeakMap<GroupRow, GroupMessage>();

export function groupMessage(group: GroupRow): GroupMessage {
  const known = remembered.get(group);
  if (known) return known;
  const pieces = templatePieces(group.example, group.id);
  const line = safeLine(pieces.map(({ text }) => text).join(''), { maxLength: longestMessage }).trim();
  const message = {
    text: line || noMessage,
    placeholders: new Set(pieces.flatMap(({ text, pattern }) => (pattern === undefined ? [] : [text]))),
  };
  remembered.set(group, message);
  return message;
}

/** Dims what varies from failure to failure, in a message that may be cut. */
export function dimVarying(shown: string, { placeholders }: GroupMessage, theme: Theme): string {
  return shown.replace(/<[a-z]+>/gu, part => (placeholders.has(part) ? theme.dim(part) : part));
}
