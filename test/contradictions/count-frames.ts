import { afterEach } from 'vitest';
import { takeFrameCount } from './frame-count.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** How many of the frames that the test showed were checked. */
    framesChecked?: number;
  }
}

afterEach(({ task }) => {
  const count = takeFrameCount();
  if (count > 0) task.meta.framesChecked = (task.meta.framesChecked ?? 0) + count;
});
