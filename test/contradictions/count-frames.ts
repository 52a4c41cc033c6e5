import { afterEach } from 'vitest';
import { takeFrameCount } from './frame-count.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Of the frames that the test showed, as many were checked. */
    framesChecked?: number;
  }
}

afterEach(({ task }) => {
  const count = takeFrameCount();
  if (count > 0) task.meta.framesChecked = (task.meta.framesChecked ?? 0) + count;
});
