import { basename } from 'node:path';
import { countOf } from '../../model/text/formats.ts';
import type { SkippedLines } from './runs/indexed-files.ts';

export function skippedNotes(
  { lines, spans, logs, waitingLogs }: SkippedLines,
  hasRuns: boolean,
): readonly string[] {
  const files = [...lines].map(([path, count]) => `${countOf(count, 'line')} of ${basename(path)}`);
  return [
    ...(files.length === 0 ? [] : [`${files.join(' and ')} could not be read as OTLP/JSON`]),
    ...(spans === 0 ? [] : [`${countOf(spans, 'span')} without ids left out`]),
    ...(logs === 0 ? [] : [`${countOf(logs, 'log record')} without a trace id left out`]),
    // Normal while a run is active: logs are written before spans.
    ...(waitingLogs === 0 || hasRuns
      ? []
      : [`${countOf(waitingLogs, 'log record')} and no spans: runs are made of spans`]),
  ];
}
