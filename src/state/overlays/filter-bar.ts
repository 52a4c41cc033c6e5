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
import type { SessionContext } from '../session/session-context.ts';
import type { FilterBar } from './overlay.ts';
import { type EditedLine, editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

export function openFilter(context: SessionContext): void {
  const { filterText } = context.getState().list;
  const line = { text: filterText, caret: filterText.length };
  show(context, {
    ...line,
    ghost: '',
    candidates: [],
    historyIndex: 0,
    draft: filterText,
    before: filterText,
  });
  edit(context, readBar(context), line);
}

export function pressInFilter(context: SessionContext, bar: FilterBar, key: Key): void {
  if (key === 'enter') return keep(context, bar);
  if (key === 'escape') return takeBack(context, bar);
  if (key === 'up') return recall(context, bar, 1);
  if (key === 'down') return recall(context, bar, -1);
  if (key === 'tab') return acceptCandidate(context, bar);
  if (bar.ghost !== '' && bar.caret === bar.text.length && (key === 'right' || key === 'end')) {
    return acceptCandidate(context, bar);
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(bar, key) : insertText(bar, typed);
  if (line) edit(context, { ...bar, historyIndex: 0, draft: line.text }, line);
}

export function typeInFilter(context: SessionContext, bar: FilterBar, text: string): void {
  edit(context, bar, insertText(bar, text.replace(/[\r\n\t]+/gu, ' ')));
}

function readBar(context: SessionContext): FilterBar {
  const { overlay } = context.getState();
  if (overlay.type !== 'filter') throw new Error('the filter bar is not open');
  return overlay.bar;
}

function show(context: SessionContext, bar: FilterBar): void {
  context.dispatch({ type: 'overlay-changed', overlay: { type: 'filter', bar } });
}

/** Shows the line and what could complete it; lists what it matches once it is a whole filter. */
function edit(context: SessionContext, bar: FilterBar, line: EditedLine): void {
  const completion = completeQuery(line.text, line.caret);
  const candidates = completion.type === 'candidates' ? completion.candidates : [];
  const parsed = tryParseQuery(line.text);
  const isUnfinished = isHalfWord(completion, candidates);
  const isHelped = candidates.length > 0 || (completion.type === 'suggest' && completion.prefix === '');
  const error = 'error' in parsed && !isUnfinished && !isHelped ? parsed.error.message : undefined;
  show(context, withCandidates({ ...bar, ...line, error }, candidates));
  context.suggester.stop();
  if (completion.type === 'suggest') return suggest(context, line, completion);
  if ('query' in parsed && !isUnfinished) apply(context, line.text);
  else context.list.askSoon(undefined);
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

function suggest(
  context: SessionContext,
  line: EditedLine,
  completion: Extract<Completion, { type: 'suggest' }>,
): void {
  const isWhole = 'query' in tryParseQuery(line.text);
  const barNow = () => {
    const { overlay } = context.getState();
    const isSame =
      overlay.type === 'filter' && overlay.bar.text === line.text && overlay.bar.caret === line.caret;
    return isSame ? overlay.bar : undefined;
  };
  const onLate = () => {
    if (barNow() && isWhole) apply(context, line.text);
  };
  const onValues = (values: readonly string[]) => {
    const bar = barNow();
    if (!bar) return;
    const candidates = toCandidates(values);
    show(context, withCandidates(bar, candidates));
    if (isWhole && !isHalfWord(completion, candidates)) apply(context, line.text);
  };
  context.list.askSoon(undefined);
  context.run(() => context.suggester.suggest(completion.field, completion.prefix, onValues, onLate));
}

function apply(context: SessionContext, filterText: string): void {
  const isAsked = context.getState().list.filterText === filterText;
  const change = () => context.dispatch({ type: 'question-changed', question: { filterText } });
  context.list.askSoon(isAsked ? undefined : change);
}

function keep(context: SessionContext, bar: FilterBar): void {
  const parsed = tryParseQuery(bar.text);
  if ('error' in parsed) return show(context, { ...bar, error: parsed.error.message });
  context.list.askSoon(undefined);
  context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  if (bar.text.trim() !== '') context.effects.memory.rememberFilter(bar.text.trim());
  const filterText = bar.text.trim();
  if (context.getState().list.filterText === filterText) return;
  context.dispatch({ type: 'question-changed', question: { filterText } });
  context.run(() => context.list.load());
}

function takeBack(context: SessionContext, bar: FilterBar): void {
  context.list.askSoon(undefined);
  context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  if (context.getState().list.filterText === bar.before) return;
  context.dispatch({ type: 'question-changed', question: { filterText: bar.before } });
  context.run(() => context.list.load());
}

function recall(context: SessionContext, bar: FilterBar, by: 1 | -1): void {
  const history = context.effects.memory.filters();
  const historyIndex = Math.max(0, Math.min(history.length, bar.historyIndex + by));
  if (historyIndex === bar.historyIndex) return;
  const text = historyIndex === 0 ? bar.draft : (history.at(-historyIndex) ?? '');
  edit(context, { ...bar, historyIndex }, { text, caret: text.length });
}

function acceptCandidate(context: SessionContext, bar: FilterBar): void {
  const [best] = bar.candidates;
  if (best) edit(context, bar, applyCompletion(bar.text, bar.caret, best));
}
