import type { RunStatus } from '../../model/status.ts';
import type { FailureName } from './failure-kinds.ts';

export const recentRuns = 14;

/** Flow and outcome by rank, 0 for the newest run, so that the sample has one of everything. */
export const plannedRuns: Readonly<Record<number, readonly [string, RunStatus, FailureName?]>> = {
  0: ['ticket-triage', 'queued'],
  1: ['document-ingest', 'running'],
  2: ['signup-pipeline', 'running'],
  3: ['signup-pipeline', 'failed', 'mailTimeout'],
  4: ['invoice-sync', 'queued'],
  5: ['support-agent', 'running'],
  6: ['signup-pipeline', 'failed', 'mailTimeout'],
  7: ['nightly-report', 'running'],
  8: ['lead-enrichment', 'queued'],
  9: ['order-fulfillment', 'waiting'],
  10: ['invoice-sync', 'failed', 'rateLimit'],
  11: ['churn-forecast', 'running'],
  12: ['invoice-sync', 'failed', 'ledgerTimeout'],
  14: ['nightly-report', 'failed', 'missingRelation'],
  16: ['ticket-triage', 'success'],
  18: ['document-ingest', 'success'],
  19: ['lead-enrichment', 'sleeping'],
  20: ['backup-verify', 'failed', 'checksum'],
  25: ['refund-approval', 'waiting'],
  28: ['support-agent', 'success'],
  29: ['research-agent', 'failed', 'promptTooLong'],
  30: ['document-ingest', 'success'],
  36: ['ticket-triage', 'success'],
  40: ['image-thumbnails', 'success'],
  44: ['invoice-sync', 'sleeping'],
  45: ['document-ingest', 'success'],
  50: ['churn-forecast', 'success'],
  61: ['order-fulfillment', 'waiting'],
  77: ['invoice-sync', 'unknown'],
  96: ['ticket-triage', 'success'],
  98: ['document-ingest', 'success'],
  100: ['backup-verify', 'failed', 'checksum'],
  130: ['research-agent', 'sleeping'],
};

/** Ids by rank, for the examples of `--help` and of the documents; other runs have drawn ones. */
export const namedRuns: Readonly<Record<number, string>> = {
  2: 'demo-running',
  3: 'demo-failed',
  5: 'demo-session',
  9: 'demo-waiting',
  19: 'demo-sleeping',
};

export const ranks = { noMessages: 28, rootSpanOnly: 40, noTrace: 41, longTrace: 45, hugeTrace: 50 } as const;

export const longTracePages = 390;
export const hugeTraceSpans = 100_000;
