import { backOfficeWorkflows } from '../data/back-office-workflows.ts';
import { customerWorkflows } from '../data/customer-workflows.ts';
import { agents } from '../data/sample-agents.ts';
import type { Flow } from '../data/sample-flow.ts';
import type { Random } from './random.ts';

/** The 12 workflows and 3 agents of the sample. */
export const flows: readonly Flow[] = [...customerWorkflows, ...backOfficeWorkflows, ...agents];

const byDay = byWeight('day');
const byNight = byWeight('night');

/** Draws a flow by the weights for that hour (UTC). */
export function drawFlow(random: Random, createdAt: number): Flow {
  const hour = Math.floor(createdAt / 3_600_000) % 24;
  return random.pick(hour >= 1 && hour <= 4 ? byNight : byDay);
}

export function flowNamed(name: string): Flow {
  const flow = flows.find(each => each.name === name);
  if (!flow) throw new Error(`the sample has no flow ${name}`);
  return flow;
}

function byWeight(time: 'day' | 'night'): readonly [Flow, ...Flow[]] {
  const [first, ...others] = flows.flatMap(flow => Array.from({ length: flow.weight[time] }, () => flow));
  if (!first) throw new Error('no flow has a weight');
  return [first, ...others];
}
