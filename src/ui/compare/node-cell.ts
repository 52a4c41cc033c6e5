import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { statusInfo } from '../../model/status.ts';
import { formatDuration } from '../../model/text/formats.ts';

/** A step or span in one of the runs: `✖ 4.2s ×3`; `not there` where the run does not have it. */
export function nodeCell(node: RunNode | undefined): string {
  if (!node) return 'not there';
  const { startedAt, finishedAt, attempts } = node;
  const hasEnded = startedAt !== undefined && finishedAt !== undefined;
  const words = [
    statusInfo[node.status].glyph,
    hasEnded ? formatDuration(Math.max(0, finishedAt - startedAt)) : statusInfo[node.status].label,
    attempts > 1 ? `×${attempts}` : '',
  ];
  return words.filter(Boolean).join(' ');
}
