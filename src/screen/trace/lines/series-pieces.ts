import { memo } from '../../../model/memo.ts';
import { countOf, formatCount, formatDuration } from '../../../model/text/formats.ts';
import type { CriticalPath } from '../../../model/trace/critical-path.ts';
import type { Piece } from '../../paint/pieces.ts';
import type { SeriesNode } from '../../run/outline/outline-node.ts';
import type { SiblingOrder } from '../arranged-trace.ts';
import type { Series } from '../series.ts';
import { type SeriesFacts, seriesFacts, seriesTitle, timeOfSeries } from '../series-facts.ts';
import { labelledBar } from './bar-pieces.ts';
import { sideOf } from './bar-text.ts';
import { namePieces } from './name-pieces.ts';
import type { WaterfallLook } from './waterfall-look.ts';

/** Many like spans in one row: their bar reaches from the first to the last. */
export function seriesPieces(node: SeriesNode, before: number, look: WaterfallLook): readonly Piece[] {
  const { trace, reveal } = node;
  const { theme, now } = look;
  const facts = seriesFacts(node);
  const isRunning = facts.open > 0 && !Number.isFinite(trace.openEndAt);
  const time = timeOfSeries(facts, isRunning ? now : trace.openEndAt);
  const failed = facts.failed > 0;
  const isCritical = look.criticalPath !== undefined && hasAnyOf(node, look.criticalPath);
  const paint = failed ? theme.error : theme.info;
  const title = seriesTitle(facts, reveal);
  return [
    ...namePieces(title, { failed, isCritical }, before, look),
    ...labelledBar(
      { ...time, isOpen: isRunning, isHeavy: isCritical, paint },
      [sideOf(time, look.time), spreadWords(facts, isRunning, trace.order)].filter(Boolean).join(', '),
      look,
    ),
  ];
}

const answersOf = memo((_: CriticalPath) => new WeakMap<Series, boolean>());

/** Cached: a series may have very many spans. */
function hasAnyOf({ series, trace }: SeriesNode, path: CriticalPath): boolean {
  const answers = answersOf(path);
  const found = answers.get(series) ?? series.items.some(item => path.has(trace.spans[item]?.id ?? ''));
  answers.set(series, found);
  return found;
}

/** `27ms median · 1 failed · 1 never ended · 1.2s longest`; beside self times, `27ms median duration`. */
function spreadWords(facts: SeriesFacts, isRunning: boolean, order: SiblingOrder): string {
  const { medianMs, longestMs, failed, open, logs } = facts;
  const median = medianMs === undefined ? '' : formatDuration(medianMs);
  const longest = longestMs === undefined ? '' : formatDuration(longestMs);
  return [
    median === '' ? '' : `${median} median${order === 'self' ? ' duration' : ''}`,
    failed === 0 ? '' : `${formatCount(failed)} failed`,
    open === 0 ? '' : `${formatCount(open)} ${isRunning ? 'open' : 'never ended'}`,
    longest === median ? '' : `${longest} longest`,
    logs === 0 ? '' : countOf(logs, 'log'),
  ]
    .filter(Boolean)
    .join(' · ');
}
