import { formatClock } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import type { Paint, Piece } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import type { LogNode } from '../outline/outline-node.ts';

export function logPieces({ log, reveal, isDim }: LogNode, theme: Theme): readonly Piece[] {
  const level = safeLine(log.level, { maxLength: 20, reveal });
  return [
    { text: `· ${formatClock(log.at)} `, paint: theme.dim },
    { text: `${level.padEnd(5)} `, paint: levelPaint(level, theme) },
    { text: safeLine(log.message, { maxLength: 1000, reveal }), paint: isDim ? theme.dim : undefined },
  ];
}

function levelPaint(level: string, theme: Theme): Paint | undefined {
  const word = level.toLowerCase();
  if (word === 'error' || word === 'fatal') return theme.error;
  if (word.startsWith('warn')) return theme.warning;
  return theme.dim;
}
