import type { StoredRow } from '../../contract/served-store.ts';
import { type StoredRun, toRun } from '../../database/runs/rows/stored-run.ts';
import { type StoredSteps, toStepPage } from '../../database/runs/rows/stored-steps.ts';
import { type StoredTrace, toTracePage } from '../../database/runs/rows/stored-trace.ts';
import { withWholeValues } from '../../model/payload/lazy/whole-values.ts';
import { toWireRun, toWireSteps, toWireTrace } from '../../protocol/to-wire-run.ts';
import { type RenderedJson, renderJson } from './render-json.ts';

/** A run or a page of its steps or its trace, as the database stores it, to be parsed and rendered. */
export type RenderRequest =
  | { readonly type: 'run'; readonly run: StoredRow; readonly trace?: StoredRow }
  | { readonly type: 'steps'; readonly steps: StoredRow }
  | { readonly type: 'trace'; readonly trace: StoredRow };

export type RenderAnswers = Readonly<Record<RenderRequest['type'], RenderedJson>>;

export async function render(request: RenderRequest): Promise<RenderedJson> {
  if (request.type === 'trace') return renderJson(await wireTrace(request.trace));
  if (request.type === 'steps') {
    const { steps, nextCursor } = toStepPage(request.steps as StoredSteps);
    const whole = steps.map(({ place, step }) => ({ place, step: withWholeValues(step) }));
    return renderJson(toWireSteps({ steps: whole, nextCursor }));
  }
  const run = toWireRun(withWholeValues(await toRun(request.run as StoredRun)));
  return renderJson({ ...run, trace: request.trace && (await wireTrace(request.trace)) });
}

async function wireTrace(trace: StoredRow) {
  return toWireTrace(await toTracePage(trace as StoredTrace));
}
