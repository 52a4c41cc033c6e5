import {
  applyCompletion,
  type Candidate,
  type Completion,
  completeQuery,
  ghostText,
  toCandidates,
} from '../../model/query/complete.ts';
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import type { Key } from '../keys/keymap.ts';
import type { Desk } from '../session/session.ts';
import type { FilterBar } from '../session/state.ts';
import { type EditedLine, editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

export function openFilter(desk: Desk): void {
  const { filterText } = desk.getState().list;
  const line = { text: filterText, caret: filterText.length };
  show(desk, { ...line, ghost: '', candidates: [], historyIndex: 0, draft: filterText, before: filterText });
  edit(desk, readBar(desk), line);
}

export function pressInFilter(desk: Desk, bar: FilterBar, key: Key): void {
  if (key === 'enter') return keep(desk, bar);
  if (key === 'escape') return takeBack(desk, bar);
  if (key === 'up') return recall(desk, bar, 1);
  if (key === 'down') return recall(desk, bar, -1);
  if (key === 'tab') return acceptCandidate(desk, bar);
  if (bar.ghost !== '' && bar.caret === bar.text.length && (key === 'right' || key === 'end')) {
    return acceptCandidate(desk, bar);
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(bar, key) : insertText(bar, typed);
  if (line) edit(desk, { ...bar, historyIndex: 0, draft: line.text }, line);
}

export function typeInFilter(desk: Desk, bar: FilterBar, text: string): void {
  edit(desk, bar, insertText(bar, text.replace(/[\r\n\t]+/gu, ' ')));
}

function readBar(desk: Desk): FilterBar {
  const { overlay } = desk.getState();
  if (overlay.type !== 'filter') throw new Error('the filter bar is not open');
  return overlay.bar;
}

function show(desk: Desk, bar: FilterBar): void {
  desk.dispatch({ type: 'overlay-changed', overlay: { type: 'filter', bar } });
}

/** Shows the line and what could complete it; lists what it matches once it is a whole filter. */
function edit(desk: Desk, bar: FilterBar, line: EditedLine): void {
  const completion = completeQuery(line.text, line.caret);
  const candidates = completion.type === 'candidates' ? completion.candidates : [];
  const parsed = tryParseQuery(line.text);
  const isUnfinished = isHalfWord(completion, candidates);
  const isHelped = candidates.length > 0 || (completion.type === 'suggest' && completion.prefix === '');
  const error = 'error' in parsed && !isUnfinished && !isHelped ? parsed.error.message : undefined;
  show(desk, withCandidates({ ...bar, ...line, error }, candidates));
  desk.suggester.stop();
  if (completion.type === 'suggest') return suggest(desk, line, completion);
  if ('query' in parsed && !isUnfinished) apply(desk, line.text);
  else desk.list.askSoon(undefined);
}

/**
 * While a word may still become one of the candidates, listing what it matches as it stands would only
 * mislead.
 */
function isHalfWord(completion: Completion, candidates: readonly Candidate[]): boolean {
  if (completion.type === 'none' || completion.prefix === '') return false;
  const prefix = completion.prefix.toLowerCase();
  const isOne = candidates.some(({ text }) => text.toLowerCase() === prefix);
  return !isOne && candidates.some(({ text }) => text.toLowerCase().startsWith(prefix));
}

function withCandidates(bar: FilterBar, candidates: readonly Candidate[]): FilterBar {
  const [best] = candidates;
  return { ...bar, candidates, ghost: best ? ghostText(bar.text, bar.caret, best) : '' };
}

function suggest(desk: Desk, line: EditedLine, completion: Extract<Completion, { type: 'suggest' }>): void {
  const isWhole = 'query' in tryParseQuery(line.text);
  const barNow = () => {
    const { overlay } = desk.getState();
    const isSame =
      overlay.type === 'filter' && overlay.bar.text === line.text && overlay.bar.caret === line.caret;
    return isSame ? overlay.bar : undefined;
  };
  const onLate = () => {
    if (barNow() && isWhole) apply(desk, line.text);
  };
  const onValues = (values: readonly string[]) => {
    const bar = barNow();
    if (!bar) return;
    const candidates = toCandidates(values);
    show(desk, withCandidates(bar, candidates));
    if (isWhole && !isHalfWord(completion, candidates)) apply(desk, line.text);
  };
  desk.list.askSoon(undefined);
  desk.run(() => desk.suggester.suggest(completion.field, completion.prefix, onValues, onLate));
}

function apply(desk: Desk, filterText: string): void {
  const isAsked = desk.getState().list.filterText === filterText;
  const change = () => desk.dispatch({ type: 'question-changed', question: { filterText } });
  desk.list.askSoon(isAsked ? undefined : change);
}

function keep(desk: Desk, bar: FilterBar): void {
  const parsed = tryParseQuery(bar.text);
  if ('error' in parsed) return show(desk, { ...bar, error: parsed.error.message });
  desk.list.askSoon(undefined);
  desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  if (bar.text.trim() !== '') desk.effects.memory.rememberFilter(bar.text.trim());
  const filterText = bar.text.trim();
  if (desk.getState().list.filterText === filterText) return;
  desk.dispatch({ type: 'question-changed', question: { filterText } });
  desk.run(() => desk.list.load());
}

function takeBack(desk: Desk, bar: FilterBar): void {
  desk.list.askSoon(undefined);
  desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  if (desk.getState().list.filterText === bar.before) return;
  desk.dispatch({ type: 'question-changed', question: { filterText: bar.before } });
  desk.run(() => desk.list.load());
}

function recall(desk: Desk, bar: FilterBar, by: 1 | -1): void {
  const history = desk.effects.memory.filters();
  const historyIndex = Math.max(0, Math.min(history.length, bar.historyIndex + by));
  if (historyIndex === bar.historyIndex) return;
  const text = historyIndex === 0 ? bar.draft : (history.at(-historyIndex) ?? '');
  edit(desk, { ...bar, historyIndex }, { text, caret: text.length });
}

function acceptCandidate(desk: Desk, bar: FilterBar): void {
  const [best] = bar.candidates;
  if (best) edit(desk, bar, applyCompletion(bar.text, bar.caret, best));
}
