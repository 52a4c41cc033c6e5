import { serveThread } from '../../async/serve-thread.ts';
import { type RenderRequest, render } from './run-renderer.ts';

/** A thread, because a payload is parsed and written in one go. */
serveThread<RenderRequest>(
  () => render,
  error => error,
);
