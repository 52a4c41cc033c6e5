import type { RunSummary } from '../../model/run.ts';
import { cancelingLabel, statusInfo, statusLabel } from '../../model/status.ts';
import { formatAge, formatCost, formatDuration } from '../../model/text/formats.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { formatWakeTime } from '../../model/text/wake-time.ts';
import { isCanceling } from '../../state/cancel/cancel-phase.ts';
import type { Theme } from '../theme.ts';
import { elapsedMs } from './elapsed-ms.ts';
import { joinPieces, type Piece, piecesWidth } from './pieces.ts';

type Item = 'trigger' | 'id' | 'cost' | 'duration' | 'age';

/** What is dropped first when the line does not fit. */
const dropOrder: readonly Item[] = ['trigger', 'id', 'cost', 'duration', 'age'];

/** The run on one line: name, status, id, trigger, age, duration and cost, as far as they fit. */
export function runLine(run: RunSummary, width: number, now: number, theme: Theme): string {
  const longId = runPieces(run, now, theme, [], run.id);
  if (piecesWidth(longId) <= width) return joinPieces(longId, width);
  for (let dropped = 0; dropped < dropOrder.length; dropped += 1) {
    const pieces = runPieces(run, now, theme, dropOrder.slice(0, dropped), shortId(run.id));
    if (piecesWidth(pieces) <= width) return joinPieces(pieces, width);
  }
  return joinPieces(runPieces(run, now, theme, dropOrder, ''), width);
}

function runPieces(
  run: RunSummary,
  now: number,
  theme: Theme,
  dropped: readonly Item[],
  id: string,
): readonly Piece[] {
  const has = (item: Item) => !dropped.includes(item);
  const duration = elapsedMs(run, now);
  const canceling = isCanceling(run);
  const items = [
    canceling ? '' : formatWakeTime(run, now),
    has('trigger') ? sanitizeLine(run.trigger.label, { maxLength: 200 }) : '',
    has('age') ? formatAge(run.createdAt, now) : '',
    has('duration') && duration !== undefined ? formatDuration(duration) : '',
    has('cost') && run.costUsd !== undefined ? formatCost(run.costUsd) : '',
  ].filter(item => item !== '');
  const status = canceling
    ? `${statusInfo.canceled.glyph} ${sanitizeLine(cancelingLabel(run), { maxLength: 40 })}`
    : `${statusInfo[run.status].glyph} ${sanitizeLine(statusLabel(run, now), { maxLength: 40 })}`;
  return [
    { text: ' ' },
    { text: sanitizeLine(run.name, { maxLength: 200 }), paint: theme.bold },
    { text: '  ' },
    { text: status, paint: text => theme.status(canceling ? 'canceled' : run.status, text) },
    { text: has('id') ? `  ${sanitizeLine(id, { maxLength: 200 })}` : '', paint: theme.dim },
    { text: items.length > 0 ? `  ${items.join(' · ')}` : '' },
  ];
}

function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-2)}`;
}
