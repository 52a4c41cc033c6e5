import { elapsedMs, type RunSummary } from '../../model/run.ts';
import { formatAge, formatCost, formatDuration } from '../../model/text/formats.ts';
import { formatQueueWait, formatWakeTime } from '../../model/text/queue-wait.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { formatSlowness, remarkableSlowness } from '../../model/usual/usual.ts';
import { shownStatus } from '../../operations/acts/cancel-runs.ts';
import { joinPieces, type Piece, piecesWidth, type Theme } from '../paint/theme.ts';

/** The first are dropped first when the line does not fit. */
const dropOrder = ['wait', 'trigger', 'id', 'cost', 'slow', 'duration', 'age', 'target'] as const;

type Item = (typeof dropOrder)[number];

/** So many items are dropped before the name is cut. */
const droppedForName = 5;
const leastName = 16;
/** Every age has this room, so that a name is not cut anew when `9s ago` becomes `10s ago`. */
const longestAge = '59m ago'.length;

export function runLine(run: RunSummary, width: number, now: number, theme: Theme, reveal = false): string {
  const words = shownWords(run, now, reveal);
  const longId = runPieces(run, words, now, theme, [], words.id);
  if (piecesWidth(longId) <= width) return joinPieces(longId, width);
  for (let dropped = 0; dropped <= dropOrder.length; dropped += 1) {
    const pieces = runPieces(run, words, now, theme, dropOrder.slice(0, dropped), shortId(words.id));
    if (piecesWidth(pieces) <= width) return joinPieces(pieces, width);
    if (dropped < droppedForName) continue;
    const growing = Math.max(0, longestAge - formatAge(run.createdAt, now).length);
    const room = displayWidth(words.name) + width - piecesWidth(pieces) - growing;
    if (room < leastName && dropped < dropOrder.length) continue;
    const name = truncateText(words.name, Math.max(1, room));
    return joinPieces(runPieces(run, { ...words, name }, now, theme, dropOrder.slice(0, dropped), ''), width);
  }
  return '';
}

type Words = ReturnType<typeof shownWords>;

/** Masks secrets before anything is shortened. */
function shownWords(run: RunSummary, now: number, reveal: boolean) {
  const shown = (text: string, maxLength = 200) => safeLine(text, { maxLength, reveal });
  return {
    name: shown(run.name),
    id: shown(run.id),
    target: shown(run.target ?? ''),
    trigger: shown(run.trigger.label),
    status: shown(shownStatus(run, now).phrase, 40),
  };
}

function runPieces(
  run: RunSummary,
  words: Words,
  now: number,
  theme: Theme,
  dropped: readonly Item[],
  id: string,
): readonly Piece[] {
  const has = (item: Item) => !dropped.includes(item);
  const duration = elapsedMs(run, now);
  const { isAsked, status, glyph } = shownStatus(run, now);
  const items = [
    isAsked ? '' : formatWakeTime(run, now),
    has('target') ? words.target : '',
    has('trigger') ? words.trigger : '',
    has('age') ? formatAge(run.createdAt, now) : '',
    has(run.status === 'queued' ? 'duration' : 'wait') ? formatQueueWait(run, now) : '',
    has('duration') && duration !== undefined ? formatDuration(duration) : '',
    has('slow') && duration !== undefined ? slowText(run, now) : '',
    has('cost') && run.costUsd !== undefined ? formatCost(run.costUsd) : '',
  ].filter(item => item !== '');
  return [
    { text: ' ' },
    { text: words.name, paint: theme.bold },
    { text: '  ' },
    { text: `${glyph} ${words.status}`, paint: text => theme.status(status, text) },
    { text: has('id') ? `  ${id}` : '', paint: theme.dim },
    { text: items.length > 0 ? `  ${items.join(' · ')}` : '' },
  ];
}

function slowText(run: RunSummary, now: number): string {
  const times = remarkableSlowness(run, now);
  return times === undefined ? '' : `${formatSlowness(times)} usual`;
}

function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-2)}`;
}
