import type { FailureName } from '../data/failure-kinds.ts';
import { namedRuns, plannedRuns } from '../data/newest-runs.ts';
import type { Random } from '../data/random.ts';
import type { Flow, SampleRun } from '../data/sample-flow.ts';
import { flows } from '../data/sample-flows.ts';
import { drawRun, type RunPlan } from './draw-run.ts';

const hourMs = 3_600_000;

/** The newest run has rank 0. */
type RunPlace = { readonly rank: number; readonly createdAt: number; readonly now: number };

export function drawSampleRun(random: Random, place: RunPlace): SampleRun {
  const { rank, createdAt, now } = place;
  const [name, status, failure] = plannedRuns[rank] ?? [];
  const flow = name === undefined ? drawFlow(random, createdAt) : flowNamed(name);
  const end = status ? { status, failure } : drawEnd(random, flow, place);
  const run = drawRun(random, { flow, createdAt, now, ...end });
  const endsLater = run.finishedAt !== undefined && run.finishedAt > now;
  const drawn = endsLater ? drawRun(random, { flow, createdAt, now, status: 'running' }) : run;
  return { ...drawn, id: namedRuns[rank] ?? drawn.id };
}

type End = Pick<RunPlan, 'status' | 'failure'>;

function drawEnd(random: Random, flow: Flow, { createdAt, now }: RunPlace): End {
  const incident = incidentAt(flow.name, createdAt, now);
  if (incident && random.chance(0.8)) return { status: 'failed', failure: incident };
  if (random.chance(flow.failureRate)) return { status: 'failed' };
  return { status: random.chance(0.025) ? 'canceled' : 'success' };
}

/** The mail provider was down yesterday from 13:00 to 15:00 UTC; a table has been missing since yesterday. */
function incidentAt(flow: string, createdAt: number, now: number): FailureName | undefined {
  const today = now - (now % (24 * hourMs));
  const yesterdayHour = (createdAt - today) / hourMs + 24;
  if (flow === 'signup-pipeline' && yesterdayHour >= 13 && yesterdayHour < 15) return 'mailTimeout';
  if (flow === 'nightly-report' && yesterdayHour >= 0) return 'missingRelation';
  return undefined;
}

const byDay = byWeight('day');
const byNight = byWeight('night');

/** By the weights for that hour, UTC. */
export function drawFlow(random: Random, createdAt: number): Flow {
  const hour = Math.floor(createdAt / hourMs) % 24;
  return random.pick(hour >= 1 && hour <= 4 ? byNight : byDay);
}

function flowNamed(name: string): Flow {
  const flow = flows.find(each => each.name === name);
  if (!flow) throw new Error(`the sample has no flow ${name}`);
  return flow;
}

function byWeight(time: 'day' | 'night'): readonly [Flow, ...Flow[]] {
  const [first, ...others] = flows.flatMap(flow => Array.from({ length: flow.weight[time] }, () => flow));
  if (!first) throw new Error('no flow has a weight');
  return [first, ...others];
}
