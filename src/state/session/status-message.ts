import type { InspectorError } from '../../model/errors.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { wrapText } from '../detail/outline/wrap-text.ts';
import { returnedTargets } from '../list/missing-targets.ts';
import type { State } from './state.ts';
import { withoutAddress } from './without-address.ts';

export type StatusMessage = {
  readonly text: string;
  /** What follows from it: stays whole where there is no room for both. */
  readonly next?: string;
  readonly tone: 'info' | 'error' | 'warning';
};

/**
 * The line above the hints: what just happened, else what is wrong with the store, or with one of its
 * targets.
 */
export function statusMessage(state: State): StatusMessage | undefined {
  const { notice, now, list } = state;
  const { link } = state.store;
  if (notice) return notice;
  if (link.type === 'stale') {
    const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000));
    const next = seconds > 0 ? `trying again in ${seconds}s` : 'trying again';
    return { text: wordsOf(link.error), next, tone: 'error' };
  }
  if (list.missing.length > 0) return { ...missingWords(state), tone: 'warning' };
  if (list.notes && list.notes.length > 0) return { text: list.notes.join(' · '), tone: 'warning' };
  const returned = returnedTargets(list);
  if (returned.length === 0) return undefined;
  return { text: `${listed(returned)} ${returned.length > 1 ? 'are' : 'is'} back: R reload`, tone: 'info' };
}

const mostLines = 3;

/**
 * The same as lines for the screen: whole where that takes one line, else without the address and wrapped.
 */
export function statusLines(state: State): readonly string[] {
  const message = statusMessage(state);
  if (!message) return [];
  const width = Math.max(1, state.size.columns - 2);
  const text = sanitizeLine(message.text);
  const next = message.next === undefined ? [] : [sanitizeLine(message.next)];
  const whole = [text, ...next].join(' · ');
  if (displayWidth(whole) <= width) return [whole];
  const nextLines = next.flatMap(words => wrapText(words, width)).slice(0, mostLines - 1);
  const wrapped = wrapText(withoutAddress(text), width).map(line => line.replace(/^· | ·$/gu, ''));
  const lines = fitLines(wrapped, mostLines - nextLines.length, width);
  const last = [lines.at(-1) ?? '', ...next].join(' · ');
  return displayWidth(last) <= width ? [...lines.slice(0, -1), last] : [...lines, ...nextLines];
}

/** The first lines; the last of them says that others follow. */
function fitLines(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  const last = lines.slice(most - 1).join(' ');
  return [...lines.slice(0, most - 1), truncateText(last, width)];
}

function missingWords({ list }: State): Pick<StatusMessage, 'text' | 'next'> {
  const { missing, rows } = list;
  const [first, ...others] = missing;
  if (!first) return { text: '' };
  const isShown = rows.some(run => run.target === first.target);
  const left = isShown ? 'its rows are as they were' : 'the list is without its runs';
  const names = others.map(({ target }) => target);
  const rest = names.length === 0 ? [] : [`nor can ${listed(names)} be asked`];
  return { text: `${first.target}: ${first.error.message}`, next: [left, ...rest].join(' · ') };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function wordsOf({ message, hint }: InspectorError): string {
  return [message, hint].filter(Boolean).join(' · ');
}
