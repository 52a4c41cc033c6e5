import type { InspectorError } from '../../model/errors.ts';
import { joinWords } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import { keyOf } from './keymap.ts';
import type { State, Task } from './state.ts';

type StatusMessage = {
  readonly text: string;
  /** The consequence, which is never shortened. */
  readonly next?: string;
  readonly tone: 'info' | 'error' | 'warning';
};

export function statusMessages(state: State): readonly StatusMessage[] {
  const { tasks } = state;
  if (tasks.length > 0) return tasks.map(task => taskMessage(task, task === stoppedFirst(tasks)));
  return [state.notice ?? storeMessage(state)].filter(message => message !== undefined);
}

/** The task that Esc stops: a user's own command comes before reads. */
function stoppedFirst(tasks: readonly Task[]): Task | undefined {
  return tasks.find(({ kind }) => kind === 'own-command') ?? tasks.at(-1);
}

function taskMessage({ text, next }: Task, isStoppedFirst: boolean): StatusMessage {
  const then = next === undefined ? [] : [`then ${next}`];
  const words = isStoppedFirst ? [...then, `${keyOf('back')} stops`] : then;
  return { text, next: words.length > 0 ? words.join(' · ') : undefined, tone: 'info' };
}

function storeMessage({ now, list, store: { link } }: State): StatusMessage | undefined {
  if (link.type === 'stale') {
    const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000));
    const next = seconds > 0 ? `trying again in ${seconds}s` : 'trying again';
    return { text: [link.error.message, link.error.hint].filter(Boolean).join(' · '), next, tone: 'error' };
  }
  if (list.missing.length > 0) return { ...missingText(list), tone: 'warning' };
  if (list.notes && list.notes.length > 0) return { text: list.notes.join(' · '), tone: 'warning' };
  const returned = returnedTargets(list);
  if (returned.length === 0) return undefined;
  return {
    text: `${joinWords(returned, 'and')} ${returned.length > 1 ? 'are' : 'is'} back: ${keyOf('reload')} reload`,
    tone: 'info',
  };
}

const mostOverRows = 3;

/** Messages may take more lines while there are no rows to cover. */
const mostWithoutRows = 6;

export function statusLines(state: State): readonly string[] {
  const width = Math.max(1, state.size.columns - 2);
  const mostLines = state.list.rows.length > 0 ? mostOverRows : mostWithoutRows;
  const messages = statusMessages(state).flatMap(message => linesOf(message, width, mostLines));
  return [...messages, ...guideLines(state)];
}

export function guideLines({ guide, size }: State): readonly string[] {
  return guide === undefined ? [] : wrapAtMost(guide, Math.max(1, size.columns - 2), mostOverRows);
}

function linesOf(message: StatusMessage, width: number, mostLines: number): readonly string[] {
  const text = safeLine(message.text);
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

function missingText({ missing, rows }: State['list']): Pick<StatusMessage, 'text' | 'next'> {
  const [first, ...others] = missing;
  if (!first) return { text: '' };
  const isShown = rows.some(run => run.target === first.target);
  const left = isShown ? 'its rows are not updated' : 'its runs are not listed';
  const names = others.map(({ target }) => target);
  const rest = names.length === 0 ? [] : [`${joinWords(names, 'and')} cannot be reached either`];
  return { text: `${first.target}: ${first.error.message}`, next: [left, ...rest].join(' · ') };
}

/** Removes an address that the header already shows. */
export function withoutAddress(message: string): string {
  return message.replace(/(^|: )[a-z][a-z0-9+.-]*:\/\/\S+ (?=\p{Ll})/u, '$1');
}

/** Targets that are reachable again, but whose runs are missing until all rows are read again. */
export function returnedTargets({
  missing,
  partial,
}: Pick<State['list'], 'missing' | 'partial'>): readonly string[] {
  return [...partial].filter(name => missing.every(({ target }) => target !== name));
}

/** The first line of the message with its hint; a list may follow that line. */
export function errorText({ message, hint }: Pick<InspectorError, 'message' | 'hint'>): string {
  const first = message.split(':\n', 1)[0] ?? message;
  return hint ? `${first}: ${hint}` : first;
}
