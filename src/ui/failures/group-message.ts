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
/** Groups that are read again say the same, and a frame shows those of the one before. */
const remembered = new Map<string, GroupMessage>();
const mostRemembered = 500;

export function groupMessage(group: GroupRow): GroupMessage {
  const key = JSON.stringify([group.id, group.example]);
  const known = remembered.get(key);
  if (known) return known;
  const pieces = templatePieces(group.example, group.id);
  const line = safeLine(pieces.map(({ text }) => text).join(''), { maxLength: longestMessage }).trim();
  const message = {
    text: line || noMessage,
    placeholders: new Set(pieces.flatMap(({ text, pattern }) => (pattern === undefined ? [] : [text]))),
  };
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, message);
  return message;
}

/** Dims what varies from failure to failure, in a message that may be cut. */
export function dimVarying(shown: string, { placeholders }: GroupMessage, theme: Theme): string {
  return shown.replace(/<[a-z]+>/gu, part => (placeholders.has(part) ? theme.dim(part) : part));
}
