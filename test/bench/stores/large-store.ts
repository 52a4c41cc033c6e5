import { writeDemoStore } from '../../../src/demo/write-demo-store.ts';
import { findKeptStore } from './kept-sqlite.ts';

/** The path of a sample store with so many runs. */
export function findLargeStore(size: number, say: (text: string) => void): Promise<string> {
  return findKeptStore({ name: `runs-${size}.db`, make: path => make(path, size, say), say });
}

async function make(path: string, size: number, say: (text: string) => void): Promise<void> {
  let nextTold = size / 10;
  await writeDemoStore({
    path,
    size,
    now: Date.now(),
    onProgress: written => {
      if (written < nextTold) return;
      nextTold += size / 10;
      say(`made ${written.toLocaleString('en-US')} of ${size.toLocaleString('en-US')} runs`);
    },
  });
}
