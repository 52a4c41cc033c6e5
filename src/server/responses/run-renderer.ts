import { createThread, threadFile } from '../../async/thread.ts';
import type { RenderedJson } from './render-json.ts';
import { type RenderAnswers, type RenderRequest, render } from './render-requests.ts';

/** Renders stored runs as JSON, large ones in a thread. */
export type RunRenderer = {
  readonly render: (request: RenderRequest, signal: AbortSignal) => Promise<RenderedJson>;
  readonly close: () => Promise<void>;
};

/** Shorter texts are parsed and rendered within a few milliseconds. */
const smallChars = 128 * 1_024;

export function createRunRenderer(): RunRenderer {
  const thread = createThread<RenderRequest, RenderAnswers>(
    threadFile(import.meta.url, './render-worker.ts', './server-render-worker.js'),
    'the run',
  );
  return {
    render: (request, signal) =>
      charsOf(request, smallChars) < smallChars ? render(request) : thread.ask(request, signal),
    close: () => thread.close(),
  };
}

/** The length of all texts in a value; stops counting at `most`. */
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
