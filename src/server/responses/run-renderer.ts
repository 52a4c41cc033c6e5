import { createThread, threadFile } from '../../async/thread.ts';
import type { StoredRow } from '../../contract/served-store.ts';
import { type StoredRun, toRun } from '../../database/runs/rows/stored-run.ts';
import { type StoredSteps, toStepPage } from '../../database/runs/rows/stored-steps.ts';
import { type StoredTrace, toTracePage } from '../../database/runs/rows/stored-trace.ts';
import { withWholeValues } from '../../model/payload/lazy/lazy-parts.ts';
import { toWireRun, toWireSteps, toWireTrace } from '../../protocol/to-wire-run.ts';
import { type RenderedJson, renderJson } from './json-response.ts';

export type RunRenderer = ReturnType<typeof createRunRenderer>;

/** Shorter texts are parsed and rendered within a few milliseconds. */
const smallChars = 128 * 1_024;

/** Renders stored runs as JSON, large ones in a thread. */
export function createRunRenderer() {
  const thread = createThread<RenderRequest, RenderAnswers>(
    threadFile(import.meta.url, './render-worker.ts', './server-render-worker.js'),
    'the run',
  );
  return {
    render: (request: RenderRequest, signal: AbortSignal) =>
      charsOf(request, smallChars) < smallChars ? render(request) : thread.ask(request, signal),
    close: () => thread.close(),
  };
}

/** Stops counting at `most`. */
function charsOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let chars = 0;
  for (const member of Object.values(value)) {
    chars += charsOf(member, most - chars);
    if (chars >= most) break;
  }
  return chars;
}

export type RenderRequest =
  | { readonly type: 'run'; readonly run: StoredRow; readonly trace?: StoredRow }
  | { readonly type: 'steps'; readonly steps: StoredRow }
  | { readonly type: 'trace'; readonly trace: StoredRow };

type RenderAnswers = Readonly<Record<RenderRequest['type'], RenderedJson>>;

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
