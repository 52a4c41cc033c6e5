import type { InspectorError } from '../../model/errors.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { keyOf } from '../keys/keymap.ts';
import { wrapAtMost, wrapText } from '../run/outline/wrap-text.ts';
import { returnedTargets } from '../table/missing-targets.ts';
import type { State } from './state.ts';
import { withoutAddress } from './without-address.ts';

export type StatusMessage = {
  readonly text: string;
  /** The consequence; never shortened. */
  readonly next?: string;
  readonly tone: 'info' | 'error' | 'warning';
};

/** The message above the hints: work under way, the notice, else what is wrong with the store or a target. */
export function statusMessage(state: State): StatusMessage | undefined {
  const { notice, now, list, task } = state;
  const { link } = state.store;
  if (task) {
    const words = [...(task.next === undefined ? [] : [`then ${task.next}`]), `${keyOf('back')} stops`];
    return { text: task.text, next: words.join(' · '), tone: 'info' };
  }
  if (notice) return notice;
  if (link.type === 'stale') {
    const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000));
    const next = seconds > 0 ? `trying again in ${seconds}s` : 'trying again';
    return { text: messageOf(link.error), next, tone: 'error' };
  }
  if (list.missing.length > 0) return { ...missingText(state), tone: 'warning' };
  if (list.notes && list.notes.length > 0) return { text: list.notes.join(' · '), tone: 'warning' };
  const returned = returnedTargets(list);
  if (returned.length === 0) return undefined;
  return {
    text: `${listed(returned)} ${returned.length > 1 ? 'are' : 'is'} back: ${keyOf('reload')} reload`,
    tone: 'info',
  };
}

const mostOverRows = 3;
/** Where the message covers no rows. */
const mostWithoutRows = 6;

/** The message on one line if it fits, else without the address and wrapped. */
export function statusLines(state: State): readonly string[] {
  const message = statusMessage(state);
  if (!message) return [];
  const width = Math.max(1, state.size.columns - 2);
  const text = safeLine(message.text);
  const mostLines = state.list.rows.length > 0 ? mostOverRows : mostWithoutRows;
  const next = message.next === undefined ? [] : [safeLine(message.next)];
  const whole = [text, ...next].join(' · ');
  if (displayWidth(whole) <= width) return [whole];
  const nextLines = next.flatMap(words => wrapAtMost(words, width, mostLines - 1));
  const wrapped = wrapText(withoutAddress(text), width).map(line => line.replace(/^· | ·$/gu, ''));
  const lines = fitLines(wrapped, mostLines - nextLines.length, width);
  const last = [lines.at(-1) ?? '', ...next].join(' · ');
  return displayWidth(last) <= width ? [...lines.slice(0, -1), last] : [...lines, ...nextLines];
}

function fitLines(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  const last = lines.slice(most - 1).join(' ');
  return [...lines.slice(0, most - 1), truncateText(last, width)];
}

function missingText({ list }: State): Pick<StatusMessage, 'text' | 'next'> {
  const { missing, rows } = list;
  const [first, ...others] = missing;
  if (!first) return { text: '' };
  const isShown = rows.some(run => run.target === first.target);
  const left = isShown ? 'its rows are not updated' : 'its runs are not listed';
  const names = others.map(({ target }) => target);
  const rest = names.length === 0 ? [] : [`${listed(names)} cannot be reached either`];
  return { text: `${first.target}: ${first.error.message}`, next: [left, ...rest].join(' · ') };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function messageOf({ message, hint }: InspectorError): string {
  return [message, hint].filter(Boolean).join(' · ');
}
