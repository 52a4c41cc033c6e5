import type { RunSummary } from '../../model/run.ts';
import { cancelingLabel, isActive, statusInfo, statusLabel } from '../../model/status.ts';
import { formatAge, formatCost, formatDuration } from '../../model/text/formats.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { wakingText } from '../../model/text/waking-text.ts';
import type { Theme } from '../theme.ts';
import { joinPieces, type Piece, piecesWidth } from './pieces.ts';
import { ranMs } from './ran-ms.ts';

type Fact = 'trigger' | 'id' | 'cost' | 'duration' | 'age';

/** What goes first when there is no room. */
const dropOrder: readonly Fact[] = ['trigger', 'id', 'cost', 'duration', 'age'];

/**
 * The run on one line: name, status, id, what started it, age, duration, cost; the least important go first.
 */
export function headerLine(run: RunSummary, width: number, now: number, theme: Theme): string {
  const longId = headerPieces(run, now, theme, [], run.id);
  if (piecesWidth(longId) <= width) return joinPieces(longId, width);
  for (let dropped = 0; dropped < dropOrder.length; dropped += 1) {
    const pieces = headerPieces(run, now, theme, dropOrder.slice(0, dropped), shortId(run.id));
    if (piecesWidth(pieces) <= width) return joinPieces(pieces, width);
  }
  return joinPieces(headerPieces(run, now, theme, dropOrder, ''), width);
}

function headerPieces(
  run: RunSummary,
  now: number,
  theme: Theme,
  dropped: readonly Fact[],
  id: string,
): readonly Piece[] {
  const has = (fact: Fact) => !dropped.includes(fact);
  const duration = ranMs(run, now);
  const isCanceling = run.cancelRequestedAt !== undefined && isActive(run);
  const facts = [
    isCanceling ? '' : wakingText(run, now),
    has('trigger') ? sanitizeLine(run.trigger.label, { maxLength: 200 }) : '',
    has('age') ? formatAge(run.createdAt, now) : '',
    has('duration') && duration !== undefined ? formatDuration(duration) : '',
    has('cost') && run.costUsd !== undefined ? formatCost(run.costUsd) : '',
  ].filter(fact => fact !== '');
  const status = isCanceling
    ? `${statusInfo.canceled.glyph} ${sanitizeLine(cancelingLabel(run), { maxLength: 40 })}`
    : `${statusInfo[run.status].glyph} ${sanitizeLine(statusLabel(run, now), { maxLength: 40 })}`;
  return [
    { text: ' ' },
    { text: sanitizeLine(run.name, { maxLength: 200 }), paint: theme.bold },
    { text: '  ' },
    { text: status, paint: text => theme.status(isCanceling ? 'canceled' : run.status, text) },
    { text: has('id') ? `  ${sanitizeLine(id, { maxLength: 200 })}` : '', paint: theme.dim },
    { text: facts.length > 0 ? `  ${facts.join(' · ')}` : '' },
  ];
}

function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-2)}`;
}
