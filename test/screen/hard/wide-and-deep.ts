import type { RunEvent } from '../../../src/contract/run-events.ts';
import { failure, hardId, hardNow, hardRun } from './hard-run.ts';

export const fanOutId = hardId(3);
export const deepId = hardId(4);

const startedAt = hardNow - 180_000;
const branches = 200;
const failing = 137;
const depth = 14;

const branchName = (at: number) => `resize 画像 ${at + 1}`;

/** A run of 200 steps at the same time, of which one failed. */
export const fanOut: readonly RunEvent[] = [
  hardRun(3, {
    name: 'thumbnails-🖼️-fan-out',
    ...failure('RangeError', 'image 137 is 65,536 × 65,536 pixels: too large', branchName(failing)),
    actor: 'ada',
    startedAt,
    finishedAt: startedAt + 30_000,
    stepCount: branches,
  }),
  {
    type: 'span-put',
    runId: fanOutId,
    id: 'root',
    name: 'thumbnails-🖼️-fan-out',
    kind: 'run',
    startAt: startedAt,
    endAt: startedAt + 30_000,
    status: 'error',
  },
  ...Array.from({ length: branches }, (_, at) => branch(at)).flat(),
];

function branch(at: number): readonly RunEvent[] {
  const [begin, end] = [startedAt + (at % 20) * 100, startedAt + 2_000 + at * 130];
  const isFailing = at === failing;
  const error = { value: { message: 'too large' }, name: 'RangeError', message: 'too large' };
  return [
    {
      type: 'step-put',
      runId: fanOutId,
      id: `s${at}`,
      name: branchName(at),
      stepType: 'action',
      status: isFailing ? 'failed' : 'success',
      attempt: 1,
      startedAt: begin,
      finishedAt: end,
      ...(isFailing && { error: JSON.stringify(error) }),
    },
    {
      type: 'span-put',
      runId: fanOutId,
      id: `p${at}`,
      parentId: 'root',
      name: branchName(at),
      kind: 'step',
      startAt: begin,
      endAt: end,
      status: isFailing ? 'error' : 'ok',
    },
  ];
}

/** Fourteen spans in each other, of which the innermost failed. */
export const deep: readonly RunEvent[] = [
  hardRun(4, {
    name: 'deeply-nested-workflow-with-a-name-that-is-much-longer-than-any-column-of-any-screen-could-ever-show',
    ...failure('DeepError', `at depth ${depth} 深い: the innermost call failed`, `level ${depth} 階層`),
    project: 'core',
    startedAt: startedAt - 60_000,
    finishedAt: startedAt - 45_000,
    stepCount: depth,
  }),
  ...Array.from(
    { length: depth },
    (_, at): RunEvent => ({
      type: 'span-put',
      runId: deepId,
      id: `l${at}`,
      ...(at > 0 && { parentId: `l${at - 1}` }),
      name: `level ${at + 1} 階層`,
      kind: at === 0 ? 'run' : 'step',
      startAt: startedAt - 60_000 + at * 500,
      endAt: startedAt - 45_000 - at * 500,
      status: 'error',
    }),
  ),
];
