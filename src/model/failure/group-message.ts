import { safeLine } from '../text/safe-text.ts';
import type { FailureGroup } from './failure-groups.ts';
import { noMessage, templatePieces } from './failure-template.ts';

/** The message that the failures of a group share, on one line. */
export type GroupMessage = {
  readonly text: string;
  /** What stands in it for the parts that vary, such as `<path>`. */
  readonly placeholders: ReadonlySet<string>;
};

const longestMessage = 500;
/** A frame asks for each message several times. */
const found = new WeakMap<FailureGroup['example'], { readonly id: string; readonly message: GroupMessage }>();
/** Groups that are read again say the same. */
const remembered = new Map<string, GroupMessage>();
const mostRemembered = 500;

export function groupMessage({ id, example }: Pick<FailureGroup, 'id' | 'example'>): GroupMessage {
  const last = found.get(example);
  if (last?.id === id) return last.message;
  const message = rememberedMessage(id, example);
  found.set(example, { id, message });
  return message;
}

function rememberedMessage(id: string, example: FailureGroup['example']): GroupMessage {
  const key = JSON.stringify([id, example]);
  const known = remembered.get(key);
  if (known) return known;
  const pieces = templatePieces(example, id);
  const line = safeLine(pieces.map(({ text }) => text).join(''), { maxLength: longestMessage }).trim();
  const message = {
    text: line || noMessage,
    placeholders: new Set(pieces.flatMap(({ text, pattern }) => (pattern === undefined ? [] : [text]))),
  };
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, message);
  return message;
}
