import type { FailureName } from '../data/failure-kinds.ts';
import { drawFlow, flowNamed } from './draw-flow.ts';
import { drawOutline, type Fate, type Outline } from './draw-run.ts';
import type { Random } from './random.ts';
import type { Flow } from './sample-flow.ts';

const hourMs = 3_600_000;

/** The newest run has rank 0. */
export type Place = { readonly rank: number; readonly createdAt: number; readonly now: number };

/** What is settled for some of the newest runs, so that there is one of everything. */
const settled: Readonly<Record<number, readonly [string, Fate['status'], FailureName?]>> = {
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

/** How many of the newest runs are of the last minutes. */
export const recentRuns = 14;

/** How old the newest runs are, in ms. */
export function recentAgeMs(rank: number): number {
  return Math.round(1_800 + 1_500 * rank ** 1.6);
}

/** Draws a run: settled, or as they mostly come. */
export function drawRun(random: Random, place: Place): Outline {
  const { rank, createdAt, now } = place;
  const [name, status, failure] = settled[rank] ?? [];
  const flow = name === undefined ? drawFlow(random, createdAt) : flowNamed(name);
  const outline = drawOutline(random, {
    flow,
    createdAt,
    now,
    ...(status ? { status, failure } : drawEnd(random, flow, place)),
  });
  const isAhead = outline.finishedAt !== undefined && outline.finishedAt > now;
  return isAhead ? drawOutline(random, { flow, createdAt, now, status: 'running' }) : outline;
}

type End = Pick<Fate, 'status' | 'failure'>;

function drawEnd(random: Random, flow: Flow, { createdAt, now }: Place): End {
  const trouble = troubleAt(flow.name, createdAt, now);
  if (trouble && random.chance(0.8)) return { status: 'failed', failure: trouble };
  if (random.chance(flow.failureRate)) return { status: 'failed' };
  return { status: random.chance(0.025) ? 'canceled' : 'success' };
}

/**
 * The mail provider was down yesterday from 13 to 15 o'clock (UTC), and a table is missing since the last
 * deployment.
 */
function troubleAt(flow: string, createdAt: number, now: number): FailureName | undefined {
  const today = now - (now % (24 * hourMs));
  const yesterdayHour = (createdAt - today) / hourMs + 24;
  if (flow === 'signup-pipeline' && yesterdayHour >= 13 && yesterdayHour < 15) return 'mailTimeout';
  if (flow === 'nightly-report' && yesterdayHour >= 0) return 'missingRelation';
  return undefined;
}
