import { elapsedMs, hasNeverEnded, openMs } from '../../../model/compare/judge/compare-outcome.ts';
import type { PairedNode } from '../../../model/compare/run-comparison.ts';
import { statusInfo } from '../../../model/status.ts';
import { formatDuration } from '../../../model/text/formats.ts';

export const neverEnded = 'never ended';

/**
 * A step or span in one of the runs: `✖ 4.2s ×3`, `● Running for 2m`; `not there` where the run does not have
 * it. Attempts are those of steps: stores count them as attempts of the run, too.
 */
export function nodeCell(pair: PairedNode, run: 'a' | 'b', now: number): string {
  const node = pair[run];
  if (!node) return 'not there';
  if (hasNeverEnded(pair, run)) return neverEnded;
  const ms = elapsedMs(node);
  const soFar = openMs(node, now);
  const words = [
    statusInfo[node.status].glyph,
    ms === undefined ? statusInfo[node.status].label : formatDuration(ms),
    soFar === undefined ? '' : `for ${formatDuration(soFar)}`,
    node.attempts > 1 && pair.parent ? `×${node.attempts}` : '',
  ];
  return words.filter(Boolean).join(' ');
}
